package dev.partywall.cli.output;

/** How results are printed. */
public enum Format {
    /** For people. */
    TABLE,
    /** For scripts: one document, on one line. */
    JSON
}
