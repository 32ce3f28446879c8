/** The key hierarchy under sessions of tenants: what the keyring refuses, IAM would refuse as well. */
@NullMarked
package dev.partywall.examples.hierarchy;

import org.jspecify.annotations.NullMarked;
