/** Sees to it that each call of an SDK client goes out with the session of its tenant, or not at all. */
@NullMarked
package dev.partywall.abac.internal.scope;

import org.jspecify.annotations.NullMarked;
