package dev.partywall.examples.records.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads a file strictly, one row at a time: RFC 4180, UTF-8 with or without a byte order mark, a header first. */
final class CsvRows implements AutoCloseable {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final CsvFile file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private long line;

    private CsvRows(CsvFile file, CSVParser parser) {
        this.file = file;
        this.parser = parser;
        this.records = parser.iterator();
    }

    static CsvRows open(CsvFile file) {
        try {
            // A decoder reports bytes that are not UTF-8; a charset would replace them in silence.
            Reader reader = new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8.newDecoder()));
            return new CsvRows(file, CSVFormat.RFC4180.parse(withoutByteOrderMark(reader)));
        } catch (IOException e) {
            throw unreadable(file, 1, e);
        }
    }

    private static Reader withoutByteOrderMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /** Reads the header. */
    CsvLayout header(CsvColumns columns) {
        CSVRecord header = next();
        if (header == null) {
            throw BadInputException.atLine(file, 1, "the file is empty; its first line must name the columns");
        }
        return CsvLayout.of(file, header.toList(), columns);
    }

    /** The next row, or null at the end. */
    @Nullable
    CSVRecord next() {
        line = parser.getCurrentLineNumber() + 1;
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw unreadable(file, line, e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }

    /** The line on which the row begins that was read last. */
    long line() {
        return line;
    }

    private static BadInputException unreadable(CsvFile file, long line, IOException cause) {
        if (cause instanceof CharacterCodingException) {
            return BadInputException.atLine(
                    file, MalformedText.firstLine(file), "the text is not UTF-8; save the file as UTF-8");
        }
        if (cause instanceof CSVException) {
            return BadInputException.atLine(
                    file,
                    line,
                    "in the row that begins here a quote is not closed, or text follows a closing quote; write a quote"
                            + " inside a quoted field twice (\"\")");
        }
        return new BadInputException(file + ": cannot be read: " + cause.getMessage());
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
