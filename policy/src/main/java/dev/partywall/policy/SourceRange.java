package dev.partywall.policy;

/**
 * Where something stands in the text of a document. Lines and columns count from 1; both ends are part of the range.
 *
 * @param startLine the line of its first character
 * @param startColumn the column of its first character
 * @param endLine the line of its last character
 * @param endColumn the column of its last character
 */
public record SourceRange(int startLine, int startColumn, int endLine, int endColumn) {}
