package dev.partywall.abac.internal.policies;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.TenantTable;
import dev.partywall.abac.internal.policies.Grant.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * DynamoDB: items by their leading key
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html).
 *
 * <p>BatchGetItem, BatchWriteItem and BatchGet are actions of their own, transactions are asked as the actions that they
 * consist of (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html). A Scan has no
 * leading key, so it is allowed nowhere and denied besides, in case another policy of the role allows it.
 */
public final class ItemGrants {

    private static final List<String> READ =
            List.of("dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query");
    private static final List<String> WRITE = List.of(
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem");
    private static final List<String> STATEMENTS_WRITE =
            List.of("dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate");
    private static final String STATEMENTS_READ = "dynamodb:PartiQLSelect";

    private ItemGrants() {}

    /** What a table takes. */
    public static List<Grant> of(TenantTable table) {
        List<Grant> grants = new ArrayList<>();
        String level = Levels.name(table.access());
        List<Bound> own = leading(TenantTemplate.parse("leadingKey", table.leadingKey()));
        grants.add(Grant.allow(Part.ITEMS, "OwnItems" + level, actions(table.access()), resources(table), own));
        if (table.partiQl()) {
            grants.add(Grant.allow(
                    Part.ITEMS, "OwnItemsByPartiQl" + level, statements(table.access()), resources(table), own));
        }
        grants.addAll(noScans(table.arn(), table.partiQl()));
        return grants;
    }

    /** The keys that requests must have, all of them: {@code ForAllValues} alone is true of a request without keys. */
    static List<Bound> leading(TenantTemplate key) {
        return Bound.each(key.operator(), "dynamodb:LeadingKeys", List.of(key.pattern()));
    }

    /** Denies what reads a table from end to end. */
    static List<Grant> noScans(String table, boolean partiQl) {
        List<String> all = List.of(table, table + "/index/*");
        Grant scans = Grant.deny("DenyScans", List.of("dynamodb:Scan"), all, List.of());
        Grant byStatement = partiQl
                ? Grant.deny(
                        "DenyScansByPartiQl",
                        List.of(STATEMENTS_READ),
                        all,
                        List.of(new Bound("Bool", "dynamodb:FullTableScan", List.of("true"))))
                : Grant.deny("DenyPartiQl", List.of("dynamodb:PartiQL*"), all, List.of());
        return List.of(scans, byStatement);
    }

    private static List<String> actions(AccessLevel access) {
        return Levels.of(access, READ, WRITE);
    }

    private static List<String> statements(AccessLevel access) {
        return Levels.of(access, List.of(STATEMENTS_READ), STATEMENTS_WRITE);
    }

    private static List<String> resources(TenantTable table) {
        List<String> resources = new ArrayList<>(List.of(table.arn()));
        table.indexes().forEach(index -> resources.add(table.arn() + "/index/" + index));
        return resources;
    }
}
