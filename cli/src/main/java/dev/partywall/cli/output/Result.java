package dev.partywall.cli.output;

/** What a command has to say at its end. */
public interface Result {

    /**
     * For scripts.
     *
     * @return of maps with texts as keys, collections, texts, numbers, booleans, enums, instants, and {@code Optional} for
     *     what may be null
     */
    Object json();

    /**
     * For people.
     *
     * @return lines, without a line break at the end
     */
    String text();
}
