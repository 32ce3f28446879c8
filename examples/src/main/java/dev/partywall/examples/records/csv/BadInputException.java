package dev.partywall.examples.records.csv;

/** The input or an option cannot be used. The message says where, why and what to do, and holds no secret value. */
public final class BadInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With this message.
     *
     * @param message where, why, what to do
     */
    public BadInputException(String message) {
        super(message);
    }

    /** At a line of the file, counted from 1 as an editor counts. */
    static BadInputException atLine(CsvFile file, long line, String problem) {
        return new BadInputException(file + ", line " + line + ": " + problem);
    }
}
