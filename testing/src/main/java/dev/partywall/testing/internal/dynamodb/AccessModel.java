package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.LabAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells what each operation asks IAM
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html).
 */
final class AccessModel {

    private final LabAccount home;
    private final Tables tables;
    private final DataOperations items;
    private final TableOperations ofTables;
    private final StreamOperations streams;

    AccessModel(LabAccount home, Tables tables) {
        this.home = home;
        this.tables = tables;
        this.items = new DataOperations(home, tables);
        this.ofTables = new TableOperations(home, tables);
        this.streams = new StreamOperations(home);
    }

    /**
     * Reads a request.
     *
     * @throws RequestRefusedException if DynamoDB refuses it whoever makes it
     */
    Reading read(Operation operation, Map<String, Object> request) {
        try {
            return switch (operation.kind()) {
                case ITEMS -> ofItems(operation, request);
                case TABLE, TAGS -> ofTable(operation.name(), request);
                case STREAM -> Reading.of(streams.access(operation.name(), request), CallSubject.NONE);
                case ACCOUNT ->
                    Reading.of(
                            Access.of(AccessCheck.of("dynamodb:" + operation.name(), "*", AccessKeys.of(Map.of()))),
                            CallSubject.NONE);
                case NOT_SERVED ->
                    throw new NotModelledException("dynamodb:" + operation.name(), "the lab does not serve it");
            };
        } catch (NotModelledException e) {
            return Reading.of(e.access(), CallSubject.NONE);
        }
    }

    private Reading ofItems(Operation operation, Map<String, Object> request) {
        List<DataAccess> accesses = items.read(operation.name(), request).orElseThrow();
        Map<String, Optional<TableSchema>> judgedBy = new HashMap<>();
        accesses.stream()
                .filter(access -> access.table().isAtHome())
                .forEach(access -> judgedBy.put(
                        access.table().name(), tables.find(access.table().name())));
        List<AccessCheck> checks = accesses.stream().map(this::check).toList();
        return new Reading(
                operation.name().equals("BatchExecuteStatement")
                        ? new Access.Uniform(checks)
                        : new Access.Checked(checks),
                subject(accesses),
                judgedBy,
                accesses.stream().allMatch(access -> access.table().isAtHome()));
    }

    private static CallSubject subject(List<DataAccess> accesses) {
        Stream<String> names = accesses.stream().map(access -> access.table().name());
        Stream<String> keys = accesses.stream().flatMap(access -> access.leadingKeys().recorded().stream());
        return CallSubject.ofTables(names.distinct().toList(), keys.distinct().toList());
    }

    private AccessCheck check(DataAccess access) {
        requireRegion(access.action(), access.table());
        AccessCheck check = AccessCheck.of(
                "dynamodb:" + access.action(),
                access.table().arn(access.index()),
                AccessKeys.of(access, tables.tagsOf(access.table())));
        return check(access.table(), check);
    }

    private Reading ofTable(String operation, Map<String, Object> request) {
        TableReference table = ofTables.table(operation, request);
        requireRegion(operation, table);
        List<AccessCheck> checks = ofTables.checks(operation, table, request).stream()
                .map(check -> check(table, check))
                .toList();
        CallSubject subject = CallSubject.ofTables(List.of(table.name()), List.of());
        return new Reading(new Access.Checked(checks), subject, Map.of(), table.isAtHome());
    }

    /**
     * Who comes from another account needs the leave of the table's own policy, and the lab's tables have none
     * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html).
     */
    private static AccessCheck check(TableReference table, AccessCheck check) {
        return table.isOfHome()
                ? check
                : new AccessCheck(check.action(), check.resource(), check.keys(), List.of(), true);
    }

    private void requireRegion(String action, TableReference table) {
        if (table.isOfHome() && !table.region().equals(home.region())) {
            throw new NotModelledException("dynamodb:" + action, "a table in " + table.region());
        }
    }
}
