/** Not API: what the operations on tenants do, one step each. */
@NullMarked
package dev.partywall.lifecycle.internal.steps;

import org.jspecify.annotations.NullMarked;
