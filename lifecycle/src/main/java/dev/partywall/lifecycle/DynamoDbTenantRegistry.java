package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.internal.registry.DynamoDbSettings;
import dev.partywall.lifecycle.internal.registry.DynamoDbStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A registry in one table of Amazon DynamoDB.
 *
 * <p>The table has the partition key {@code tenant} (a string) and the sort key {@code sequence} (a number). A tenant's row is
 * at sequence 0; the feed's rows are under the partition key {@code #feed}, which is no tenant's id, and its sequence 0 counts
 * them. Turn on deletion protection and point-in-time recovery: a record that is lost is a tenant that is not served.
 *
 * <p><b>Guarantees.</b> Those of {@link TenantRegistry}, in one Region: reads are strongly consistent, and a save is one
 * transaction. Use no replica of a global table but one: across Regions DynamoDB keeps neither.
 *
 * <p><b>Costs.</b> A save is two reads and a transaction of three to five rows; saves of one registry follow one another, so
 * it is for tens of saves a second, not thousands. A reading of the feed that finds nothing new is one transactional read of
 * one small row; one that finds something is a Query and two of those.
 *
 * <p><b>Permissions</b> on the table: {@code dynamodb:GetItem} and {@code Query} to read; {@code PutItem}, {@code DeleteItem}
 * and {@code ConditionCheckItem} besides to save; {@code CreateTable} and {@code DescribeTable} for {@link #createTable}.
 *
 * <p><b>Failures.</b> {@link TenantRegistryException}: {@code REGISTRY_ACCESS_DENIED}, {@code REGISTRY_MISSING},
 * {@code REGISTRY_RECORD_MALFORMED}, and {@code REGISTRY_UNAVAILABLE} for all else; an interrupt of the thread ends a call so,
 * and the thread stays interrupted. A save whose answer is lost is found out about and never reported as a conflict.
 *
 * <p>Safe for many threads. The client is the caller's to close.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">Amazon DynamoDB
 *     transactions</a>
 */
public final class DynamoDbTenantRegistry implements TenantRegistry {

    private final DynamoDbStore store;

    private DynamoDbTenantRegistry(DynamoDbSettings settings) {
        this.store = new DynamoDbStore(settings);
    }

    /**
     * The registry in a table, with the defaults of the builder. No call is made.
     *
     * @param table the table's name, or its ARN
     * @param dynamoDb the client for it
     * @return the registry
     */
    public static DynamoDbTenantRegistry of(String table, DynamoDbClient dynamoDb) {
        return builder(table, dynamoDb).build();
    }

    /**
     * A builder with the defaults named at each method.
     *
     * @param table the table's name, or its ARN
     * @param dynamoDb the client for it
     * @return the builder
     */
    public static Builder builder(String table, DynamoDbClient dynamoDb) {
        return new Builder(table, dynamoDb);
    }

    /**
     * Makes the table where it does not exist, billed on demand, and waits until it is active. May be repeated.
     *
     * @throws TenantRegistryException with {@code REGISTRY_MISSING} if a table of that name has other keys; as of the class
     *     if DynamoDB refuses
     */
    public void createTable() {
        store.createTable();
    }

    @Override
    public Optional<TenantRecord> find(TenantId tenant) {
        return store.find(tenant);
    }

    @Override
    public TenantRecord save(TenantRecord record) {
        return store.save(record);
    }

    @Override
    public Changes changes(long after, int limit) {
        return store.changes(after, limit);
    }

    /** Collects the settings of a registry. Not safe for many threads. */
    public static final class Builder {

        private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

        private final String table;
        private final DynamoDbClient dynamoDb;
        private Clock clock = Clock.systemUTC();
        private Duration patience = DEFAULT_PATIENCE;

        private Builder(String table, DynamoDbClient dynamoDb) {
            this.table = Objects.requireNonNull(table, "table");
            this.dynamoDb = Objects.requireNonNull(dynamoDb, "dynamoDb");
        }

        /**
         * The clock that tells when records are stored. The system's unless this is called.
         *
         * @param time the clock
         * @return this builder
         */
        public Builder clock(Clock time) {
            this.clock = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * How long a call goes on trying while others save, and a save also while DynamoDB throttles or fails, beyond what
         * the client itself repeats. 10 seconds unless this is called. The last attempt may take longer by as long as the
         * client lets a call take.
         *
         * @param longest how long; zero for one attempt
         * @return this builder
         * @throws InvalidLifecycleSettingException if it is negative
         */
        public Builder patience(Duration longest) {
            if (longest.isNegative()) {
                throw InvalidLifecycleSettingException.setting("patience", "must not be negative");
            }
            this.patience = longest;
            return this;
        }

        /**
         * Builds the registry. No call is made.
         *
         * @return the registry
         */
        public DynamoDbTenantRegistry build() {
            return new DynamoDbTenantRegistry(new DynamoDbSettings(table, dynamoDb, clock, patience));
        }
    }
}
