package dev.partywall.policy.golden;

import dev.partywall.policy.PolicyLayer;
import java.util.Optional;

/**
 * A decision that a page of the AWS documentation settles.
 *
 * @param theme the file that it stands in
 * @param name what is decided
 * @param page the page
 * @param why the rule in a line
 * @param scenario policies and request
 * @param expected the outcome
 * @param layer the layer that denies, where it matters
 * @param sid the statement that denies, where it matters
 * @param missing a text that the explanation of an unmodelled decision must name, where it matters
 */
record GoldenCase(
        String theme,
        String name,
        String page,
        String why,
        Scenario scenario,
        Outcome.Kind expected,
        Optional<PolicyLayer> layer,
        Optional<String> sid,
        Optional<String> missing) {}
