package dev.partywall.examples.records.csv;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A row that was checked. {@code toString} shows no value but tenant and id. */
public final class CsvRow {

    private final TenantId tenant;
    private final RecordId id;
    private final Map<String, String> plain;
    private final byte[] secret;

    CsvRow(CsvLayout layout, List<String> values) {
        this.tenant = TenantId.of(values.get(layout.tenant()));
        this.id = RecordId.of(values.get(layout.id()));
        this.plain = Collections.unmodifiableMap(select(layout, layout.plain(), values));
        this.secret = json(select(layout, layout.secret(), values));
    }

    private static Map<String, String> select(CsvLayout layout, List<Integer> positions, List<String> values) {
        Map<String, String> selected = new LinkedHashMap<>();
        positions.forEach(i -> selected.put(layout.names().get(i), values.get(i)));
        return selected;
    }

    private static byte[] json(Map<String, String> values) {
        try {
            return JSON.std.asBytes(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whose row it is.
     *
     * @return the tenant
     */
    public TenantId tenant() {
        return tenant;
    }

    /**
     * Which of the tenant's records it is.
     *
     * @return the id
     */
    public RecordId id() {
        return id;
    }

    /**
     * The columns that are stored in plain text.
     *
     * @return value by column
     */
    public Map<String, String> plain() {
        return plain;
    }

    /**
     * The secret columns, as they are sealed: one JSON object in UTF-8, a text by column, in the order of
     * {@code --secret-columns}.
     *
     * @return the bytes, not a copy
     */
    public byte[] secret() {
        return secret;
    }

    /**
     * About how much room it takes.
     *
     * @return bytes of all names and values
     */
    public int size() {
        int size = tenant.value().length() + length(id.value()) + secret.length;
        for (Map.Entry<String, String> column : plain.entrySet()) {
            size += length(column.getKey()) + length(column.getValue());
        }
        return size;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return "CsvRow[" + tenant + ", " + id + "]";
    }
}
