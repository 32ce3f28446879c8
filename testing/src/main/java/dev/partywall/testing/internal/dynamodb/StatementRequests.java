package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.dynamodb.PartiqlCondition.Pin;
import dev.partywall.testing.internal.dynamodb.PartiqlStatement.Verb;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests with PartiQL statements
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html).
 */
final class StatementRequests {

    private static final PartiqlCondition NO_CONDITION = new PartiqlCondition.Other();

    /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
    private static final int MAX_LENGTH = 8192;

    private final LabAccount home;
    private final Tables tables;

    StatementRequests(LabAccount home, Tables tables) {
        this.home = home;
        this.tables = tables;
    }

    /** ExecuteStatement. */
    DataAccess single(Map<?, ?> request) {
        return read(request, false);
    }

    /**
     * BatchExecuteStatement. AWS answers {@code AccessDenied} in the place of the denied statement and performs the others
     * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html); the lab performs all
     * or none, and says that it cannot tell where some would be denied.
     */
    List<DataAccess> batch(Map<?, ?> request) {
        return statements(request, "Statements").stream()
                .map(statement -> read(statement, false))
                .toList();
    }

    /** ExecuteTransaction, whose EXISTS asks for the same action as the SELECT in it: the reference names no other. */
    List<DataAccess> transaction(Map<?, ?> request) {
        return statements(request, "TransactStatements").stream()
                .map(statement -> read(statement, true).with("EnclosingOperation", "ExecuteTransaction"))
                .toList();
    }

    private static List<? extends Map<?, ?>> statements(Map<?, ?> request, String member) {
        List<?> statements = DynamoDbJson.list(request.get(member));
        if (statements.isEmpty()) {
            throw DataOperations.tooFew(member.equals("Statements") ? "statements" : "transactStatements");
        }
        return statements.stream().map(DynamoDbJson::object).toList();
    }

    private DataAccess read(Map<?, ?> request, boolean mayAskWhetherExists) {
        String text = DynamoDbJson.text(request.get("Statement"))
                .orElseThrow(() -> RequestRefusedException.constraint("statement", "null", "not be null"));
        if (text.length() > MAX_LENGTH) {
            throw RequestRefusedException.constraint(
                    "statement", "'...'", "have length less than or equal to " + MAX_LENGTH);
        }
        PartiqlStatement statement = PartiqlParser.parse(text, DynamoDbJson.list(request.get("Parameters")));
        if (statement.exists() && !mayAskWhetherExists) {
            throw RequestRefusedException.validation("EXISTS can only be used in ExecuteTransaction write requests.");
        }
        return access(statement);
    }

    private DataAccess access(PartiqlStatement statement) {
        TableReference table = TableReference.of(home, "TableName", statement.table());
        if (!table.isAtHome() || !table.name().equals(statement.table())) {
            throw PartiqlToken.notModelled("a table by ARN");
        }
        String index = statement.index() == null ? null : TableReference.index(statement.index());
        Optional<String> key = tables.find(table.name()).flatMap(schema -> schema.partitionKey(index));
        Pin pin = key.map(name -> pin(statement, name)).orElseGet(Pin.Unsure::new);
        return withParameters(
                DataAccess.of(
                        statement.verb().action(),
                        table,
                        index,
                        leadingKeys(statement.verb(), pin),
                        Finding.of(statement.attributes())),
                statement,
                pin);
    }

    private static Pin pin(PartiqlStatement statement, String key) {
        if (statement.verb() == Verb.INSERT) {
            @Nullable PartiqlValue value = statement.item().get(key);
            return value instanceof PartiqlValue.Constant constant
                    ? new Pin.To(List.of(constant.attributeValue()))
                    : new Pin.Unsure();
        }
        return statement.where().orElse(NO_CONDITION).pin(key);
    }

    /** A scan has none; a change without a key is refused by DynamoDB. */
    private static LeadingKeys leadingKeys(Verb verb, Pin pin) {
        if (pin instanceof Pin.To to) {
            return LeadingKeys.of(to.values());
        }
        return pin instanceof Pin.Nowhere && verb == Verb.SELECT ? LeadingKeys.NONE : LeadingKeys.UNKNOWN;
    }

    private static DataAccess withParameters(DataAccess access, PartiqlStatement statement, Pin pin) {
        return switch (statement.verb()) {
            case SELECT -> withScan(withSelect(access, statement), pin);
            case INSERT -> access;
            case UPDATE, DELETE -> access.with("ReturnValues", statement.returning());
        };
    }

    private static DataAccess withScan(DataAccess access, Pin pin) {
        return pin instanceof Pin.Unsure
                ? access.withUnknown("FullTableScan")
                : access.with("FullTableScan", Boolean.toString(pin instanceof Pin.Nowhere));
    }

    /** Whether {@code *} of an index means all attributes or the projected ones is not documented. */
    private static DataAccess withSelect(DataAccess access, PartiqlStatement statement) {
        if (!statement.all()) {
            return access.with("Select", "SPECIFIC_ATTRIBUTES");
        }
        return access.index() == null ? access.with("Select", "ALL_ATTRIBUTES") : access.withUnknown("Select");
    }
}
