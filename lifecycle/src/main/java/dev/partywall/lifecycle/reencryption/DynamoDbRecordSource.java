package dev.partywall.lifecycle.reencryption;

import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.internal.source.DynamoDbRecords;
import dev.partywall.lifecycle.internal.source.DynamoDbSourceSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Records in items of Amazon DynamoDB, each message in a binary attribute. The items are found by the partition keys that are
 * the tenant's, with Query and never with Scan.
 *
 * <pre>{@code
 * RecordSource invoices = DynamoDbRecordSource.builder(dynamoDb, "invoices", "sealed")
 *         .partitionKey("tenant", "acme")
 *         .sortKey("id")
 *         .build();
 * }</pre>
 *
 * <p><b>Guarantees.</b> Reads are strongly consistent. A replacement is one UpdateItem under the condition that the attribute still
 * holds the bytes that were read: it makes no item, and leaves every other attribute. Only items with one of the tenant's
 * partition keys are asked for. With a client that is scoped to the bound tenant, such as {@code TenantScope.client}, IAM holds it
 * to that as well: bound to another tenant, this source is {@code RECORD_SOURCE_ACCESS_DENIED}.
 *
 * <p>Items without the attribute are passed over. One that has it with another type is an
 * {@link UnreadableRecord} with {@code RECORD_SOURCE_UNUSABLE}: what cannot be opened must not look as if it were done. The message names
 * table and attribute, not the item, for a key can be somebody's name.
 *
 * <p>Where the answer to a replacement is lost, the SDK may send it again and be told that the condition fails, by its own first
 * try: the replacement then answers false, and what is stored is the new message. Read the record again.
 *
 * <p><b>Global tables.</b> Where a global table is eventually consistent between Regions, a strongly consistent read and a condition
 * are of one Region: a write in another at the same time may win over the new message, or be lost to it. Run this in the one Region that
 * all writes go to.
 *
 * <p><b>Costs.</b> A strongly consistent read of each item, projected attributes or not; a write of each item; the estimate of
 * records is not known, for the table's count is of all tenants. Streams and point-in-time recovery see each write.
 *
 * <p><b>Permissions</b> on the table: {@code dynamodb:Query}, {@code GetItem}, {@code UpdateItem}.
 *
 * <p>Safe for many threads. The client is the caller's to close.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.html">Query</a>
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html">Condition
 *     expressions</a>
 */
public final class DynamoDbRecordSource implements RecordSource {

    private final DynamoDbRecords records;

    private DynamoDbRecordSource(DynamoDbSourceSettings settings) {
        this.records = new DynamoDbRecords(settings);
    }

    /**
     * Begins a source.
     *
     * @param dynamoDb the client for the table
     * @param table the table's name, or its ARN
     * @param message the attribute that holds the message
     * @return the builder
     */
    public static Builder builder(DynamoDbClient dynamoDb, String table, String message) {
        return new Builder(dynamoDb, table, message);
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

    /** Collects the settings of a source. Not safe for many threads. */
    public static final class Builder {

        private final DynamoDbClient dynamoDb;
        private final String table;
        private final String message;
        private String partitionKey = "";
        private List<String> tenantValues = List.of();
        private Optional<String> sortKey = Optional.empty();
        private Optional<String> sortKeyPrefix = Optional.empty();
        private List<AttributeValue> boundaries = List.of();
        private Optional<Function<Map<String, AttributeValue>, RecordId>> recordId = Optional.empty();
        private Set<String> recordIdAttributes = Set.of();
        private Optional<String> name = Optional.empty();

        private Builder(DynamoDbClient dynamoDb, String table, String message) {
            this.dynamoDb = Objects.requireNonNull(dynamoDb, "dynamoDb");
            this.table = Objects.requireNonNull(table, "table");
            this.message = Objects.requireNonNull(message, "message");
        }

        /**
         * The partition keys that are the tenant's, such as {@code acme}, {@code TENANT#acme}, or {@code acme#0} to {@code acme#9}
         * where writes are spread over several. Each is a partition of the source. Required.
         *
         * @param attribute the partition key's name; its type is string
         * @param values the tenant's, each of 1 to 320 bytes of UTF-8
         * @return this builder
         */
        public Builder partitionKey(String attribute, String... values) {
            this.partitionKey = Objects.requireNonNull(attribute, "attribute");
            this.tenantValues = List.of(values);
            return this;
        }

        /**
         * The sort key. Required in tables that have one.
         *
         * @param attribute its name; its type is string, number or binary
         * @return this builder
         */
        public Builder sortKey(String attribute) {
            this.sortKey = Optional.of(attribute);
            return this;
        }

        /**
         * Only items whose sort key begins so are records of this source: for tables that hold several kinds of items. All of the
         * partition keys' items unless this is called.
         *
         * @param prefix how their sort keys begin, such as {@code INVOICE#}
         * @return this builder
         */
        public Builder sortKeyBeginsWith(String prefix) {
            this.sortKeyPrefix = Optional.of(prefix).filter(text -> !text.isEmpty());
            return this;
        }

        /**
         * Splits each partition key's items further, so that they can be gone through at the same time. A boundary begins a
         * part. Not split unless this is called.
         *
         * @param sortKeys the boundaries, ascending as DynamoDB sorts them
         * @return this builder
         */
        public Builder splitAt(AttributeValue... sortKeys) {
            this.boundaries = List.of(sortKeys);
            return this;
        }

        /**
         * Which record id an item's message was sealed for. The sort key, if it is a string, unless this is called; in tables without
         * a sort key the partition key.
         *
         * @param id makes the record id of an item's attributes: its keys, the message and those named here. Called on the threads
         *     that read; what it throws goes to their callers
         * @param attributes the further attributes that it needs
         * @return this builder
         */
        public Builder recordId(Function<Map<String, AttributeValue>, RecordId> id, String... attributes) {
            this.recordId = Optional.of(id);
            this.recordIdAttributes = Set.of(attributes);
            return this;
        }

        /**
         * The source's name, by which a job remembers how far it came. {@code dynamodb:}, the table, the attributes of message and keys,
         * and the prefix of sort keys unless this is called. Tables of one name in two accounts or Regions must be told apart: by
         * this, by their ARN as the table's name, or by a job store for each. What a job did in the one would else be taken for
         * done in the other.
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
         * @throws dev.partywall.lifecycle.InvalidLifecycleSettingException if a setting cannot work
         */
        public DynamoDbRecordSource build() {
            return new DynamoDbRecordSource(new DynamoDbSourceSettings(
                    dynamoDb,
                    table,
                    message,
                    partitionKey,
                    tenantValues,
                    sortKey,
                    sortKeyPrefix,
                    boundaries,
                    recordId,
                    recordIdAttributes,
                    name));
        }
    }
}
