package dev.partywall.lifecycle.internal.source;

import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Which rows of a table are a tenant's records.
 *
 * @param dataSource the database
 * @param schema where the table is, if not where connections are
 * @param table its name
 * @param message the column that holds the message
 * @param tenant what says whose a row is; empty if all rows are the tenant's
 * @param key the column that tells the tenant's rows apart
 * @param keyType what is in it
 * @param boundaries where to split the keys into partitions
 * @param recordId the record id of a key's text
 * @param name the source's name, if it is not to be the default
 */
public record JdbcSourceSettings(
        DataSource dataSource,
        Optional<String> schema,
        String table,
        String message,
        Optional<TenantColumn> tenant,
        String key,
        ColumnType keyType,
        List<String> boundaries,
        Function<String, RecordId> recordId,
        Optional<String> name) {

    /** No quote of any database can be in it, nor anything that ends an identifier. */
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]{0,62}");

    /** As many parameters as every database takes. */
    private static final int MOST_BOUNDARIES = 256;

    /**
     * What says whose a row is.
     *
     * @param column its name
     * @param type what is in it
     * @param value the tenant's
     */
    public record TenantColumn(String column, ColumnType type, String value) {

        /** Checks the column's name and the value. */
        public TenantColumn {
            requireIdentifier("tenant", column);
            if (!type.isValue(value)) {
                throw InvalidLifecycleSettingException.setting(
                        "tenant", "must have the value that the tenant's rows have in column " + column);
            }
        }
    }

    /** Checks the settings. */
    public JdbcSourceSettings {
        schema.ifPresent(text -> requireIdentifier("schema", text));
        requireIdentifier("table", table);
        requireIdentifier("message", message);
        requireIdentifier("key", key);
        boundaries = List.copyOf(boundaries);
        boolean tenantIsOther = tenant.map(column -> !List.of(message, key).contains(column.column()))
                .orElse(true);
        if (message.equals(key) || !tenantIsOther) {
            throw InvalidLifecycleSettingException.setting("key", "must be another column than message and tenant");
        }
        if (boundaries.size() > MOST_BOUNDARIES
                || new HashSet<>(boundaries).size() != boundaries.size()
                || !boundaries.stream().allMatch(keyType::isValue)) {
            throw InvalidLifecycleSettingException.setting(
                    "splitAt", "must be at most " + MOST_BOUNDARIES + " different keys of the type " + keyType);
        }
        name.ifPresent(SourceName::require);
    }

    private static void requireIdentifier(String setting, String identifier) {
        if (!IDENTIFIER.matcher(identifier).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    setting,
                    "must be a name of 1 to 63 letters, digits, underscores and dollar signs, the first no digit and no dollar"
                            + " sign");
        }
    }

    /** All that says which rows are read, and how: with other settings nothing that a job remembers of this source holds. */
    String sourceName() {
        return name.orElseGet(() -> SourceName.of(List.of(
                "jdbc",
                schema.orElse(""),
                table,
                message,
                tenant.map(TenantColumn::column).orElse(""),
                tenant.map(TenantColumn::value).orElse(""),
                key,
                keyType.name())));
    }
}
