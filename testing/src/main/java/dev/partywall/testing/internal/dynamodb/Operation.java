package dev.partywall.testing.internal.dynamodb;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An operation of DynamoDB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html).
 *
 * @param name such as {@code GetItem}
 * @param kind what it is about
 */
record Operation(String name, Kind kind) {

    /** What operations are about. */
    enum Kind {
        /** Items of tables. */
        ITEMS,
        /** One table. */
        TABLE,
        /** The tags of a table, which the lab keeps itself: DynamoDB Local has none. */
        TAGS,
        /** Streams. */
        STREAM,
        /** The account. */
        ACCOUNT,
        /** AWS has it, the lab does not. */
        NOT_SERVED
    }

    private static final Set<String> CHANGES =
            Set.of("CreateTable", "UpdateTable", "DeleteTable", "TagResource", "UntagResource");

    private static final Map<String, Operation> OF_TABLES = index(Stream.of(
            of(
                    Kind.ITEMS,
                    "BatchExecuteStatement, BatchGetItem, BatchWriteItem, DeleteItem, ExecuteStatement, ExecuteTransaction,"
                            + " GetItem, PutItem, Query, Scan, TransactGetItems, TransactWriteItems, UpdateItem"),
            TableOperations.ON_TABLES.stream().map(name -> new Operation(name, Kind.TABLE)),
            TableOperations.ON_TAGS.stream().map(name -> new Operation(name, Kind.TAGS)),
            of(Kind.ACCOUNT, "DescribeEndpoints, DescribeLimits, ListTables"),
            of(
                    Kind.NOT_SERVED,
                    "CreateBackup, CreateGlobalTable, DeleteBackup, DeleteResourcePolicy, DescribeBackup,"
                            + " DescribeContinuousBackups, DescribeContributorInsights, DescribeExport,"
                            + " DescribeGlobalTable, DescribeGlobalTableSettings, DescribeImport,"
                            + " DescribeKinesisStreamingDestination, DescribeTableReplicaAutoScaling,"
                            + " DisableKinesisStreamingDestination, EnableKinesisStreamingDestination,"
                            + " ExportTableToPointInTime, GetResourcePolicy, ImportTable, ListBackups,"
                            + " ListContributorInsights, ListExports, ListGlobalTables, ListImports, PutResourcePolicy,"
                            + " RestoreTableFromBackup, RestoreTableToPointInTime, SearchVectors,"
                            + " UpdateContinuousBackups, UpdateContributorInsights, UpdateGlobalTable,"
                            + " UpdateGlobalTableSettings, UpdateKinesisStreamingDestination,"
                            + " UpdateTableReplicaAutoScaling")));

    private static final Map<String, Operation> OF_STREAMS =
            index(Stream.of(of(Kind.STREAM, "DescribeStream, GetRecords, GetShardIterator, ListStreams")));

    private static Stream<Operation> of(Kind kind, String names) {
        return Stream.of(names.split(", ")).map(name -> new Operation(name, kind));
    }

    private static Map<String, Operation> index(Stream<Stream<Operation>> operations) {
        return operations.flatMap(all -> all).collect(Collectors.toUnmodifiableMap(Operation::name, each -> each));
    }

    /** An operation by name, of the API of streams or of that of tables. */
    static Optional<Operation> find(boolean ofStreams, String name) {
        return Optional.ofNullable((ofStreams ? OF_STREAMS : OF_TABLES).get(name));
    }

    /** The names of the operations that the lab serves, or of the others. */
    static Set<String> names(boolean served) {
        return Stream.of(OF_TABLES, OF_STREAMS)
                .flatMap(all -> all.values().stream())
                .filter(operation -> served == (operation.kind() != Kind.NOT_SERVED))
                .map(Operation::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it changes tables or what the lab knows of them. */
    boolean changesTables() {
        return CHANGES.contains(name);
    }
}
