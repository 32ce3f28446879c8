package dev.partywall.policy.golden;

import java.util.List;

/**
 * The words of which random statements are made.
 *
 * @param actions patterns of actions
 * @param controlActions patterns of actions in customers' resource control policies, which name services: {@code *} alone is
 *     not theirs to use
 * @param resources patterns of resources
 * @param keys condition keys
 */
public record Vocabulary(
        List<String> actions, List<String> controlActions, List<String> resources, List<RandomKey> keys) {}
