package dev.partywall.policy;

/**
 * A policy under the name by which traces and messages call it.
 *
 * @param name such as {@code role/app: tenant-data} or {@code key policy of …}
 * @param document the policy
 */
public record AttachedPolicy(String name, PolicyDocument document) {}
