package dev.partywall.cli;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.reencryption.RecordSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** Where records are: one of the three. */
final class RecordOptions {

    @ArgGroup(exclusive = false, heading = "%nRecords in items of DynamoDB:%n")
    private @Nullable DynamoDbOptions dynamoDb;

    @ArgGroup(exclusive = false, heading = "%nRecords in rows of the database that records.jdbc.url names:%n")
    private @Nullable JdbcOptions jdbc;

    @ArgGroup(exclusive = false, heading = "%nRecords in objects of S3:%n")
    private @Nullable S3Options s3;

    /** The types of keys in databases. */
    enum KeyType {
        TEXT,
        INTEGER,
        UUID
    }

    RecordSource source(Operator operator, TenantId tenant, RecordIds ids, List<String> boundaries) {
        if (dynamoDb != null) {
            return dynamoDb.source(operator.clients().dynamoDb(), tenant, ids, boundaries);
        } else if (jdbc != null) {
            return jdbc.source(operator.records(), tenant, ids, boundaries);
        } else if (s3 != null) {
            return s3.source(operator.clients().s3(), ids, boundaries);
        }
        throw new IllegalStateException("no source"); // picocli asks for one of them
    }
}
