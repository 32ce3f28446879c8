/**
 * The IAM policy language: {@link dev.partywall.policy.PolicyDocument} parses and holds it,
 * {@link dev.partywall.policy.PolicyEvaluator} decides by it.
 */
@NullMarked
package dev.partywall.policy;

import org.jspecify.annotations.NullMarked;
