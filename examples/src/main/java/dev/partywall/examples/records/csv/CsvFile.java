package dev.partywall.examples.records.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/** A CSV file that is read more than once and must be the same each time. */
public final class CsvFile {

    private static final String SAMPLE = "/dev/partywall/examples/records/support-tickets.csv";

    private interface Source {
        InputStream open() throws IOException;
    }

    private final String name;
    private final Source source;

    private CsvFile(String name, Source source) {
        this.name = name;
        this.source = source;
    }

    /**
     * The sample: support tickets of five invented tenants.
     *
     * @return the file
     */
    public static CsvFile sample() {
        return new CsvFile(
                "support-tickets.csv (the sample)",
                () -> Objects.requireNonNull(CsvFile.class.getResourceAsStream(SAMPLE), SAMPLE));
    }

    /**
     * A file on disk.
     *
     * @param path where
     * @return the file
     * @throws BadInputException if there is no such file
     */
    public static CsvFile of(Path path) {
        // Anything else, such as a pipe, can be read only once.
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new BadInputException(path + ": there is no regular file here that can be read; mend --csv");
        }
        try {
            State state = State.of(path);
            return new CsvFile(path.toString(), () -> open(path, state));
        } catch (IOException e) {
            throw new BadInputException(path + ": cannot be read: " + e.getMessage());
        }
    }

    /** What was checked is what is read later. */
    private static InputStream open(Path path, State checked) throws IOException {
        if (!State.of(path).equals(checked)) {
            throw new BadInputException(
                    path + ": the file was changed during the run; run again on a copy that nobody" + " writes to");
        }
        return Files.newInputStream(path);
    }

    private record State(long size, FileTime changed) {
        static State of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new State(attributes.size(), attributes.lastModifiedTime());
        }
    }

    InputStream open() throws IOException {
        return source.open();
    }

    /** Its name, for messages. */
    @Override
    public String toString() {
        return name;
    }
}
