package dev.partywall.policy;

/** A text is not a policy that IAM would take. */
public final class PolicySyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The line, from 1. */
    private final int line;

    /** The column, from 1. */
    private final int column;

    /**
     * A refusal.
     *
     * @param line the line of what is wrong, from 1
     * @param column its column, from 1
     * @param message what is wrong, and what to write instead
     */
    public PolicySyntaxException(int line, int column, String message) {
        super("line " + line + ", column " + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    /**
     * The line.
     *
     * @return from 1
     */
    public int line() {
        return line;
    }

    /**
     * The column.
     *
     * @return from 1
     */
    public int column() {
        return column;
    }
}
