/** Decisions of this evaluator beside those of another simulator of IAM that shares no code with it. */
@NullMarked
package dev.partywall.policy.differential;

import org.jspecify.annotations.NullMarked;
