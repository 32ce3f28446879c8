/** Tests of the tenant context and of how it is carried. */
@NullMarked
package dev.partywall.core;

import org.jspecify.annotations.NullMarked;
