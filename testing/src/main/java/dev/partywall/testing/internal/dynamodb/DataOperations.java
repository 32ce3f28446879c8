package dev.partywall.testing.internal.dynamodb;

import static java.util.Map.entry;

import dev.partywall.testing.internal.LabAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the operations on items ask IAM
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html).
 */
final class DataOperations {

    /** By the member of a TransactItem: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
    private static final Map<String, String> TRANSACT_WRITES = Map.of(
            "Put", "PutItem",
            "Update", "UpdateItem",
            "Delete", "DeleteItem",
            "ConditionCheck", "ConditionCheckItem");

    private final ItemRequests items;
    private final QueryRequests queries;
    private final StatementRequests statements;
    private final Map<String, Function<Map<String, Object>, List<DataAccess>>> byOperation;

    DataOperations(LabAccount home, Tables tables) {
        this.items = new ItemRequests(home, tables);
        this.queries = new QueryRequests(items, tables);
        this.statements = new StatementRequests(home, tables);
        this.byOperation = Map.ofEntries(
                entry("GetItem", request -> one(items.get(request), request)),
                entry("PutItem", request -> one(items.write("PutItem", request), request)),
                entry("UpdateItem", request -> one(items.write("UpdateItem", request), request)),
                entry("DeleteItem", request -> one(items.write("DeleteItem", request), request)),
                entry("Query", request -> one(queries.query(request), request)),
                entry("Scan", request -> one(queries.scan(request), request)),
                entry("BatchGetItem", this::batchGet),
                entry("BatchWriteItem", this::batchWrite),
                entry("TransactGetItems", this::transactGet),
                entry("TransactWriteItems", this::transactWrite),
                entry("ExecuteStatement", request -> List.of(statements.single(request))),
                entry("BatchExecuteStatement", statements::batch),
                entry("ExecuteTransaction", statements::transaction));
    }

    /** What an operation does to which items; empty if it is not an operation on items. */
    Optional<List<DataAccess>> read(String operation, Map<String, Object> request) {
        return Optional.ofNullable(byOperation.get(operation)).map(reader -> reader.apply(request));
    }

    private static List<DataAccess> one(DataAccess access, Map<String, Object> request) {
        return List.of(ItemParameters.withCapacity(access, request));
    }

    private List<DataAccess> batchGet(Map<String, Object> request) {
        return requestItems(request).entrySet().stream()
                .map(table -> items.batchGet(table.getKey(), DynamoDbJson.object(table.getValue())))
                .map(access -> ItemParameters.withCapacity(access, request))
                .toList();
    }

    private List<DataAccess> batchWrite(Map<String, Object> request) {
        return requestItems(request).entrySet().stream()
                .map(table -> items.batchWrite(table.getKey(), DynamoDbJson.list(table.getValue())))
                .map(access -> ItemParameters.withCapacity(access, request))
                .toList();
    }

    private static Map<?, ?> requestItems(Map<String, Object> request) {
        return atLeastOne("requestItems", DynamoDbJson.object(request.get("RequestItems")));
    }

    private List<DataAccess> transactGet(Map<String, Object> request) {
        List<DataAccess> accesses = new ArrayList<>();
        for (Map.Entry<?, ?> item : transactItems(request)) {
            if (!item.getKey().equals("Get")) {
                throw RequestRefusedException.validation("TransactItems can only contain one of Get");
            }
            accesses.add(items.get(DynamoDbJson.object(item.getValue())));
        }
        return enclosed(accesses, "TransactGetItems", request);
    }

    private List<DataAccess> transactWrite(Map<String, Object> request) {
        List<DataAccess> accesses = new ArrayList<>();
        for (Map.Entry<?, ?> item : transactItems(request)) {
            String action = TRANSACT_WRITES.get(item.getKey().toString());
            if (action == null) {
                throw RequestRefusedException.validation(
                        "TransactItems can only contain one of Check, Put, Update or Delete");
            }
            accesses.add(items.write(action, DynamoDbJson.object(item.getValue())));
        }
        return enclosed(accesses, "TransactWriteItems", request);
    }

    /** Each must be one action: DynamoDB refuses others. */
    private static List<Map.Entry<?, ?>> transactItems(Map<String, Object> request) {
        List<Map.Entry<?, ?>> actions = new ArrayList<>();
        for (Object element : DynamoDbJson.list(request.get("TransactItems"))) {
            Map<?, ?> item = DynamoDbJson.object(element);
            if (item.size() != 1) {
                throw RequestRefusedException.validation(
                        "TransactItems can only contain one of Check, Put, Update or Delete");
            }
            actions.add(item.entrySet().iterator().next());
        }
        if (actions.isEmpty()) {
            throw tooFew("transactItems");
        }
        return actions;
    }

    private static List<DataAccess> enclosed(List<DataAccess> accesses, String operation, Map<?, ?> request) {
        return accesses.stream()
                .map(access -> access.with("EnclosingOperation", operation))
                .map(access -> ItemParameters.withCapacity(access, request))
                .toList();
    }

    private static Map<?, ?> atLeastOne(String member, Map<?, ?> members) {
        if (members.isEmpty()) {
            throw tooFew(member);
        }
        return members;
    }

    static RequestRefusedException tooFew(String member) {
        return RequestRefusedException.constraint(member, "'[]'", "have length greater than or equal to 1");
    }
}
