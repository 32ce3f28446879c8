/** Tests of the example of one role for all tenants. */
@NullMarked
package dev.partywall.examples.abac;

import org.jspecify.annotations.NullMarked;
