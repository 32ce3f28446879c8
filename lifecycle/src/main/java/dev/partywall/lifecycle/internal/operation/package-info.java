/** Not API: an operation on a tenant, step by step, as the registry remembers it. */
@NullMarked
package dev.partywall.lifecycle.internal.operation;

import org.jspecify.annotations.NullMarked;
