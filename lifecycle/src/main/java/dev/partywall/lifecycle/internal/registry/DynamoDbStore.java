package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A registry in one table of DynamoDB. */
public final class DynamoDbStore implements TenantRegistry {

    private final DynamoDbSettings settings;
    private final DynamoDbRows rows;
    private final DynamoDbFailures failures;
    private final StoredRecords records;

    /** The registry of these settings. */
    public DynamoDbStore(DynamoDbSettings settings) {
        this.settings = settings;
        this.rows = new DynamoDbRows(settings);
        this.failures = new DynamoDbFailures(settings.table());
        this.records = new StoredRecords("table '" + settings.table() + "'");
    }

    /** Makes the table where it does not exist, and waits until it is active. */
    public void createTable() {
        typed(null, () -> {
            new DynamoDbTable(settings.table(), settings.client()).create();
            return true;
        });
    }

    @Override
    public Optional<TenantRecord> find(TenantId tenant) {
        return typed(tenant, () -> {
            Map<String, AttributeValue> row = rows.get(DynamoDbRow.keyOf(tenant));
            return row.isEmpty() ? Optional.empty() : Optional.of(record(tenant, row));
        });
    }

    @Override
    public TenantRecord save(TenantRecord record) {
        TenantRecord stored =
                record.storedAs(record.version() + 1, settings.clock().instant());
        DynamoDbSave save = new DynamoDbSave(settings, stored);
        return typed(record.tenant(), save::run);
    }

    @Override
    public Changes changes(long after, int limit) {
        FeedRange range = new FeedRange(after, limit);
        return typed(null, () -> new DynamoDbFeed(settings, records, range).read());
    }

    private TenantRecord record(TenantId tenant, Map<String, AttributeValue> row) {
        String body = DynamoDbRow.text(row, DynamoDbRow.BODY);
        if (body == null) {
            throw records.incomplete(tenant, "its record");
        }
        return records.of(tenant, DynamoDbRow.number(row, DynamoDbRow.VERSION), body);
    }

    private <T> T typed(@Nullable TenantId tenant, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw failures.of(tenant, failure);
        } catch (TenantIsolationException refusal) {
            throw failures.ofRefusal(tenant, refusal);
        }
    }
}
