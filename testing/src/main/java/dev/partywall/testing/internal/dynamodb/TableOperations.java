package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the operations on tables and tags ask IAM
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html).
 */
final class TableOperations {

    static final Set<String> ON_TABLES = Set.of(
            "CreateTable", "DeleteTable", "DescribeTable", "DescribeTimeToLive", "UpdateTable", "UpdateTimeToLive");

    static final Set<String> ON_TAGS = Set.of("ListTagsOfResource", "TagResource", "UntagResource");

    /** Parameters for which AWS asks more questions, which the lab does not know. */
    private static final Set<String> FURTHER =
            Set.of("ResourcePolicy", "ReplicaUpdates", "GlobalTableWitnessUpdates", "MultiRegionConsistency");

    private final LabAccount home;
    private final Tables tables;

    TableOperations(LabAccount home, Tables tables) {
        this.home = home;
        this.tables = tables;
    }

    /** The table that an operation is about. */
    TableReference table(String operation, Map<String, Object> request) {
        String member = ON_TAGS.contains(operation) ? "ResourceArn" : "TableName";
        if (ON_TAGS.contains(operation) && isNoTable(request.get(member))) {
            throw new NotModelledException("dynamodb:" + operation, "tags of streams");
        }
        return TableReference.of(home, member, request.get(member));
    }

    private static boolean isNoTable(@Nullable Object resourceArn) {
        return DynamoDbJson.text(resourceArn)
                .filter(arn -> arn.contains("/stream/"))
                .isPresent();
    }

    /** The questions about a table of the lab. */
    List<AccessCheck> checks(String operation, TableReference table, Map<String, Object> request) {
        FURTHER.stream().filter(has(request)).findFirst().ifPresent(member -> {
            throw new NotModelledException("dynamodb:" + operation, "the parameter " + member);
        });
        Map<String, String> tags = tables.tagsOf(table);
        String arn = table.arn(null);
        return switch (operation) {
            case "CreateTable" -> creation(arn, request);
            case "TagResource" ->
                List.of(AccessCheck.of("dynamodb:TagResource", arn, AccessKeys.of(tags, Tags.of(request.get("Tags")))));
            case "UntagResource" ->
                List.of(AccessCheck.of("dynamodb:UntagResource", arn, AccessKeys.ofRemoval(tags, tagKeys(request))));
            default -> List.of(AccessCheck.of("dynamodb:" + operation, arn, AccessKeys.of(tags)));
        };
    }

    private static Predicate<String> has(Map<String, Object> request) {
        return member -> request.get(member) != null;
    }

    /**
     * A new table has the tags of the request, and who gives it some must be allowed to tag
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag,
     * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html).
     */
    private static List<AccessCheck> creation(String arn, Map<String, Object> request) {
        Map<String, String> tags = Tags.of(request.get("Tags"));
        List<AccessCheck> checks = new ArrayList<>();
        checks.add(AccessCheck.of("dynamodb:CreateTable", arn, AccessKeys.of(tags, tags)));
        if (!tags.isEmpty()) {
            checks.add(AccessCheck.of("dynamodb:TagResource", arn, AccessKeys.of(tags, tags)));
        }
        return checks;
    }

    static List<String> tagKeys(Map<String, Object> request) {
        List<String> keys = DynamoDbJson.list(request.get("TagKeys")).stream()
                .map(Object::toString)
                .toList();
        if (keys.isEmpty()) {
            throw RequestRefusedException.constraint("tagKeys", "null", "not be null");
        }
        return keys;
    }
}
