package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry.Changes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * One reading of the feed.
 *
 * <p>A Query is no snapshot: saves may go on while it runs, and a tenant that is moved meanwhile from a row that was not read
 * yet to one behind would be missed. So the counter is read first and nothing behind it: all rows up to it are there already,
 * and one that is gone is behind it, for the next reading. The end is said to be reached only if the counter is the same
 * afterwards, and no save is under way.
 */
final class DynamoDbFeed {

    private final DynamoDbRows rows;
    private final StoredRecords records;
    private final DynamoDbFailures failures;
    private final Backoff backoff;
    private final FeedRange range;
    private final String table;

    DynamoDbFeed(DynamoDbSettings settings, StoredRecords records, FeedRange range) {
        this.rows = new DynamoDbRows(settings);
        this.records = records;
        this.failures = new DynamoDbFailures(settings.table());
        this.backoff = Backoff.within(settings.patience());
        this.range = range;
        this.table = settings.table();
    }

    Changes read() {
        while (true) {
            OptionalLong settled = rows.settledCounter();
            long last = settled.isPresent() ? settled.getAsLong() : rows.counter();
            SetBack.require(last, range, "the registry in table '" + table + "'");
            if (settled.isPresent() && last <= range.after()) {
                return new Changes(new ArrayList<>(), range.after(), true);
            }
            if (last > range.after()) {
                QueryResponse page = rows.feed(range.after() + 1, last, range.limit());
                if (page.hasItems() && !page.items().isEmpty()) {
                    return changes(page, last);
                }
            }
            // The newest row is about to appear, or to move.
            if (!backoff.pause()) {
                throw failures.feedContended();
            }
        }
    }

    private Changes changes(QueryResponse page, long last) {
        Map<TenantId, TenantRecord> changed = new LinkedHashMap<>();
        long next = range.after();
        for (Map<String, AttributeValue> row : page.items()) {
            next = DynamoDbRow.number(row, DynamoDbRow.SORT_KEY);
            TenantRecord record = record(next, row);
            changed.remove(record.tenant()); // a tenant that moved while this was read may be there twice
            changed.put(record.tenant(), record);
        }
        boolean read = next == last && page.lastEvaluatedKey().isEmpty();
        return new Changes(new ArrayList<>(changed.values()), next, read && isStill(last));
    }

    private boolean isStill(long last) {
        OptionalLong settled = rows.settledCounter();
        return settled.isPresent() && settled.getAsLong() == last;
    }

    private TenantRecord record(long sequence, Map<String, AttributeValue> row) {
        String body = DynamoDbRow.text(row, DynamoDbRow.BODY);
        if (body == null) {
            throw records.incomplete(null, "the record at " + sequence + " of the feed");
        }
        return records.ofFeed(sequence, body);
    }
}
