package dev.partywall.examples.records.csv;

import dev.partywall.core.InvalidTenantException;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.InvalidKeySettingException;
import java.util.List;

/** Makes a row of its values, or says at which line they are wrong. */
record RowParser(CsvFile file, CsvLayout layout) {

    /** A DynamoDB item takes 400 KB; the rest is for the seal, the names of the key and the encoding. */
    static final int MAX_BYTES = 390 * 1024;

    CsvRow parse(long line, List<String> values) {
        requireAllFields(line, values);
        requireFilled(line, values, layout.tenant(), "tenant");
        requireFilled(line, values, layout.id(), "id");
        CsvRow row = convert(line, values);
        if (row.size() > MAX_BYTES) {
            throw problem(
                    line,
                    "the row takes " + row.size() + " bytes and a DynamoDB item only " + MAX_BYTES
                            + "; keep large values elsewhere");
        }
        return row;
    }

    private void requireAllFields(long line, List<String> values) {
        int columns = layout.names().size();
        if (values.size() == 1 && values.get(0).isEmpty()) {
            throw problem(line, "the line is empty; remove it");
        }
        if (values.size() != columns) {
            throw problem(
                    line,
                    "fields: " + values.size() + ", but the header has " + columns
                            + "; put a field that holds a comma, a quote or a line break in \"quotes\"");
        }
    }

    private void requireFilled(long line, List<String> values, int position, String role) {
        if (values.get(position).isEmpty()) {
            throw problem(line, "column '" + name(position) + "', the " + role + ", is empty; fill it in");
        }
    }

    private CsvRow convert(long line, List<String> values) {
        try {
            return new CsvRow(layout, values);
        } catch (InvalidTenantException refused) {
            throw problem(
                    line,
                    "column '" + name(layout.tenant()) + "' is not a tenant id: 1 to " + TenantId.MAX_LENGTH
                            + " characters of A-Z a-z 0-9 _ -, the first a letter or a digit; map other names to such"
                            + " ids first");
        } catch (InvalidKeySettingException refused) {
            throw problem(line, "column '" + name(layout.id()) + "': " + refused.getMessage());
        }
    }

    private String name(int position) {
        return layout.names().get(position);
    }

    private BadInputException problem(long line, String text) {
        return BadInputException.atLine(file, line, text);
    }
}
