/** Writes policies: what each service takes, statement by statement. */
@NullMarked
package dev.partywall.abac.internal.policies;

import org.jspecify.annotations.NullMarked;
