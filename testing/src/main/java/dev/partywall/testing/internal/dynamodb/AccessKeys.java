package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.ServiceKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The condition keys of DynamoDB
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html).
 */
final class AccessKeys {

    /** Those with the prefix {@code dynamodb:}. An action that the reference does not list with one of them has none. */
    private static final List<String> OWN = List.of(
            "Attributes",
            "EnclosingOperation",
            "FirstPartitionKeyValues",
            "FisActionId",
            "FisTargetArns",
            "FourthPartitionKeyValues",
            "FullTableScan",
            "LeadingKeys",
            "ReturnConsumedCapacity",
            "ReturnValues",
            "SecondPartitionKeyValues",
            "Select",
            "ThirdPartitionKeyValues");

    /** "FirstPartitionKeyValues and LeadingKeys can used exchangeable." */
    private static final List<String> LEADING = List.of("LeadingKeys", "FirstPartitionKeyValues");

    private AccessKeys() {}

    /** The keys that the lab knows. */
    static Set<String> names() {
        Set<String> names = new HashSet<>(Set.of("aws:ResourceTag/", "aws:RequestTag/", "aws:TagKeys"));
        OWN.forEach(name -> names.add("dynamodb:" + name));
        return names;
    }

    /** The keys of an access to items. No table and no index of the lab has a second partition key. */
    static ServiceKeys of(DataAccess access, Map<String, String> tableTags) {
        ServiceKeys.Builder keys = tags(tableTags).absent("aws:RequestTag/", "aws:TagKeys");
        for (String name : OWN) {
            String key = "dynamodb:" + name;
            String value = access.parameters().get(name);
            if (value != null) {
                keys.with(key, value);
            } else if (LEADING.contains(name)) {
                add(keys, key, access.leadingKeys().finding());
            } else if (name.equals("Attributes")) {
                add(keys, key, access.attributes());
            } else if (!access.unknown().contains(name)) {
                keys.absent(key);
            }
        }
        return keys.build();
    }

    private static void add(ServiceKeys.Builder keys, String key, Finding finding) {
        if (finding instanceof Finding.Values values) {
            keys.withAll(key, values.values());
        } else if (finding instanceof Finding.None) {
            keys.absent(key);
        }
    }

    /** The keys of an operation on a table or stream with these tags. */
    static ServiceKeys of(Map<String, String> resourceTags) {
        return withoutOwn(tags(resourceTags).absent("aws:RequestTag/", "aws:TagKeys"));
    }

    /** The keys of an operation that passes tags along. */
    static ServiceKeys of(Map<String, String> resourceTags, Map<String, String> requestTags) {
        return requestTags.isEmpty()
                ? of(resourceTags)
                : withoutOwn(tags(resourceTags)
                        .withTags("aws:RequestTag/", requestTags)
                        .withAll("aws:TagKeys", requestTags.keySet()));
    }

    /** The keys of an operation that takes tags away. */
    static ServiceKeys ofRemoval(Map<String, String> resourceTags, List<String> tagKeys) {
        return withoutOwn(tags(resourceTags).absent("aws:RequestTag/").withAll("aws:TagKeys", tagKeys));
    }

    private static ServiceKeys.Builder tags(Map<String, String> resourceTags) {
        return ServiceKeys.builder().withTags("aws:ResourceTag/", resourceTags);
    }

    private static ServiceKeys withoutOwn(ServiceKeys.Builder keys) {
        OWN.forEach(name -> keys.absent("dynamodb:" + name));
        return keys.build();
    }
}
