package dev.partywall.lifecycle.reencryption;

import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.internal.source.ColumnType;
import dev.partywall.lifecycle.internal.source.JdbcRecords;
import dev.partywall.lifecycle.internal.source.JdbcSourceSettings;
import dev.partywall.lifecycle.internal.source.JdbcSourceSettings.TenantColumn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Records in rows of a table, each message in a binary column: {@code bytea}, {@code varbinary} or {@code blob}. For PostgreSQL,
 * MySQL, MariaDB and H2.
 *
 * <pre>{@code
 * RecordSource invoices = JdbcRecordSource.builder(dataSource, "invoices", "sealed")
 *         .tenant("tenant_id", "acme")
 *         .textKey("id")
 *         .build();
 * }</pre>
 *
 * <p><b>Guarantees.</b> Pages go from key to key ({@code key > ? ORDER BY key LIMIT ?}), so a page costs the same at the end of the table
 * as at its beginning; have an index on tenant and key. A replacement is one UPDATE under the condition that tenant, key and message
 * still are what was read: it makes no row, and sets no other column. What is stored is read back before the commit: a message that the
 * database cut off is refused. So are several such rows, and nothing is written.
 * Connections go back as they came.
 *
 * <p><b>Collations.</b> Texts are in the order, and equal, as the database has it. Where it takes different keys for one another, as most
 * collations of MySQL do with {@code a} and {@code A}, both are read and each is replaced by itself. Where it takes another tenant's rows for
 * this tenant's, reading them is refused with {@code RECORD_SOURCE_UNUSABLE}: such a column mixes tenants up wherever it is used.
 * {@code CHAR} columns give texts back filled up with spaces; use {@code VARCHAR}.
 *
 * <p><b>Types.</b> The columns of key and tenant must be of the kind that the settings say: {@code char}, {@code varchar} or
 * {@code text} for text, a whole number of 64 bits at most, or the database's own {@code uuid}. All others are refused with
 * {@code RECORD_SOURCE_UNUSABLE}, such as ENUM, {@code citext}, NUMERIC, and a UUID in a BINARY(16): databases sort them by one rule and
 * compare them by another, so rows would be left out.
 *
 * <p><b>Other columns.</b> Triggers fire, and so do the columns of MySQL and MariaDB with ON UPDATE CURRENT_TIMESTAMP. An application that
 * reads a whole row, and later writes all of it from memory, may put an old message back: let it write under a version or the columns
 * that it changed, and run the job again where it does not.
 *
 * <p>Rows without a message (null) are passed over. Rows without a key are refused.
 *
 * <p><b>Memory.</b> A page's messages are in memory at once, and with most drivers in the driver's as well: choose pages
 * accordingly where messages are large. The UPDATE holds the message that was read and the new one: with MySQL and MariaDB
 * {@code max_allowed_packet} must take both.
 *
 * <p>Names of schema, table and columns are sent quoted: write them as the database has them. H2 has unquoted names in upper case,
 * PostgreSQL in lower case.
 *
 * <p><b>Privileges</b> of the user: SELECT on the table, UPDATE on the column of the message.
 *
 * <p>Safe for many threads. The DataSource is the caller's to close.
 */
public final class JdbcRecordSource implements RecordSource {

    private final JdbcRecords records;

    private JdbcRecordSource(JdbcSourceSettings settings) {
        this.records = new JdbcRecords(settings);
    }

    /**
     * Begins a source.
     *
     * @param dataSource where connections come from
     * @param table the table's name
     * @param message the column that holds the message
     * @return the builder
     */
    public static Builder builder(DataSource dataSource, String table, String message) {
        return new Builder(dataSource, table, message);
    }

    @Override
    public String name() {
        return records.name();
    }

    @Override
    public List<String> partitions() {
        return records.partitions();
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        return records.read(partition, after, limit);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return records.find(key);
    }

    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        return records.replace(read, message);
    }

    /** Counts the tenant's rows, those without a message as well: the database goes through the index once. Empty where it fails. */
    @Override
    public OptionalLong estimatedRecords() {
        return records.estimatedRecords();
    }

    /** Collects the settings of a source. Not safe for many threads. */
    public static final class Builder {

        private final DataSource dataSource;
        private final String table;
        private final String message;
        private Optional<String> schema = Optional.empty();
        private Optional<TenantColumn> tenant = Optional.empty();
        private boolean wholeTable;
        private String key = "";
        private ColumnType keyType = ColumnType.TEXT;
        private List<String> boundaries = List.of();
        private Function<String, RecordId> recordId = RecordId::of;
        private Optional<String> name = Optional.empty();

        private Builder(DataSource dataSource, String table, String message) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
            this.table = Objects.requireNonNull(table, "table");
            this.message = Objects.requireNonNull(message, "message");
        }

        /**
         * The schema that the table is in; with MySQL and MariaDB the database. Where connections are unless this is called.
         *
         * @param text the schema's name
         * @return this builder
         */
        public Builder schema(String text) {
            this.schema = Optional.of(text);
            return this;
        }

        /**
         * Whose a row is. Required, unless all rows are the tenant's.
         *
         * @param column the column that says it, which is text
         * @param value what it says of the tenant's rows, to the letter
         * @return this builder
         */
        public Builder tenant(String column, String value) {
            return tenant(new TenantColumn(column, ColumnType.TEXT, value));
        }

        /**
         * Whose a row is, in a column of whole numbers.
         *
         * @param column the column that says it
         * @param value what it says of the tenant's rows
         * @return this builder
         */
        public Builder tenant(String column, long value) {
            return tenant(new TenantColumn(column, ColumnType.INTEGER, Long.toString(value)));
        }

        /**
         * Whose a row is, in a column of the database's own type for UUIDs.
         *
         * @param column the column that says it
         * @param value what it says of the tenant's rows
         * @return this builder
         */
        public Builder tenant(String column, UUID value) {
            return tenant(new TenantColumn(column, ColumnType.UUID, value.toString()));
        }

        private Builder tenant(TenantColumn column) {
            this.tenant = Optional.of(column);
            return this;
        }

        /**
         * All rows of the table are the tenant's: for tenants with a table, a schema or a database of their own.
         *
         * @return this builder
         */
        public Builder wholeTable() {
            this.wholeTable = true;
            return this;
        }

        /**
         * The column that tells the tenant's rows apart, and never changes in a row's life. This or one of the other two is required.
         *
         * @param column its name; it is text
         * @return this builder
         */
        public Builder textKey(String column) {
            return key(column, ColumnType.TEXT);
        }

        /**
         * The same, where it is a whole number of 64 bits at most.
         *
         * @param column its name
         * @return this builder
         */
        public Builder integerKey(String column) {
            return key(column, ColumnType.INTEGER);
        }

        /**
         * The same, where it is of the database's own type for UUIDs.
         *
         * @param column its name
         * @return this builder
         */
        public Builder uuidKey(String column) {
            return key(column, ColumnType.UUID);
        }

        private Builder key(String column, ColumnType type) {
            this.key = Objects.requireNonNull(column, "column");
            this.keyType = type;
            return this;
        }

        /**
         * Splits the keys into parts that can be gone through at the same time. A boundary begins a part. Not split unless this
         * is called.
         *
         * @param keys the boundaries, ascending as the database sorts them: where they do not ascend, each row still is in one part,
         *     but some parts may be empty
         * @return this builder
         */
        public Builder splitAt(String... keys) {
            this.boundaries = List.of(keys);
            return this;
        }

        /**
         * Which record id a row's message was sealed for. The text of the key unless this is called: a number in digits, a UUID in
         * lower case with hyphens.
         *
         * @param ofKey makes the record id of the key's text. Called on the threads that read; what it throws goes to their callers
         * @return this builder
         */
        public Builder recordId(Function<String, RecordId> ofKey) {
            this.recordId = Objects.requireNonNull(ofKey, "ofKey");
            return this;
        }

        /**
         * The source's name, by which a job remembers how far it came. {@code jdbc:}, schema, table, message, tenant, key and the key's
         * type unless this is called, in a digest where they are long; call it where the same table is in several databases.
         *
         * @param text 1 to 200 printable ASCII characters without spaces
         * @return this builder
         */
        public Builder name(String text) {
            this.name = Optional.of(text);
            return this;
        }

        /**
         * Builds the source. No call is made.
         *
         * @return the source
         * @throws InvalidLifecycleSettingException if a setting cannot work
         */
        public JdbcRecordSource build() {
            if (tenant.isPresent() == wholeTable) {
                throw InvalidLifecycleSettingException.setting(
                        "tenant",
                        "must name the column that says whose a row is, or else the table be the tenant's: wholeTable");
            }
            return new JdbcRecordSource(new JdbcSourceSettings(
                    dataSource, schema, table, message, tenant, key, keyType, boundaries, recordId, name));
        }
    }
}
