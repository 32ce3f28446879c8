package dev.partywall.policy;

/**
 * Something that IAM takes and that hardly means what its author wanted, such as a variable in a document of the old version.
 *
 * @param range where it stands
 * @param message what it is, and what to write instead
 */
public record PolicyWarning(SourceRange range, String message) {}
