package dev.partywall.lifecycle.internal.source;

import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Which items of a table are a tenant's records.
 *
 * @param client for the table
 * @param table its name or ARN
 * @param message the attribute that holds the message
 * @param partitionKey the partition key's attribute
 * @param tenantValues the partition keys that are the tenant's
 * @param sortKey the sort key's attribute, in tables that have one
 * @param sortKeyPrefix how the sort keys of records begin, if others stand beside them
 * @param boundaries where to split the sort keys into partitions
 * @param recordId the record id of an item
 * @param recordIdAttributes what the record id is made of, beside the keys
 * @param name the source's name, if it is not to be the default
 */
public record DynamoDbSourceSettings(
        DynamoDbClient client,
        String table,
        String message,
        String partitionKey,
        List<String> tenantValues,
        Optional<String> sortKey,
        Optional<String> sortKeyPrefix,
        List<AttributeValue> boundaries,
        Optional<Function<Map<String, AttributeValue>, RecordId>> recordId,
        Set<String> recordIdAttributes,
        Optional<String> name) {

    /** In {@link KeyText} three times as long, so that a whole key's text is shorter than 4,096 characters. */
    private static final int MAX_PARTITION_KEY_BYTES = 320;

    private static final int MAX_ATTRIBUTE_BYTES = 255;

    /** Checks the settings. */
    public DynamoDbSourceSettings {
        requireAttribute("message", message);
        requireAttribute("partitionKey", partitionKey);
        sortKey.ifPresent(attribute -> requireAttribute("sortKey", attribute));
        tenantValues = distinct("partitionKey", tenantValues);
        tenantValues.forEach(DynamoDbSourceSettings::requirePartitionKey);
        if (tenantValues.isEmpty()) {
            throw InvalidLifecycleSettingException.setting(
                    "partitionKey", "must have at least one value: the partition keys of the tenant's items");
        }
        if (sortKey.isEmpty() && (sortKeyPrefix.isPresent() || !boundaries.isEmpty())) {
            throw InvalidLifecycleSettingException.setting(
                    "sortKey", "must name the sort key's attribute for sort keys to be chosen or split by");
        }
        Set<String> keys = new HashSet<>(Set.of(partitionKey));
        if (sortKey.isPresent() && !keys.add(sortKey.get())) {
            throw InvalidLifecycleSettingException.setting(
                    "sortKey", "must be another attribute than the partition key");
        }
        if (keys.contains(message)) {
            throw InvalidLifecycleSettingException.setting("message", "must be another attribute than the keys");
        }
        name.ifPresent(SourceName::require);
        requireBoundaries(rangeOf(sortKeyPrefix), boundaries);
        boundaries = List.copyOf(boundaries);
        recordIdAttributes = Set.copyOf(recordIdAttributes);
    }

    private static void requireAttribute(String setting, String attribute) {
        int length = attribute.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_ATTRIBUTE_BYTES) {
            throw InvalidLifecycleSettingException.setting(
                    setting, "must be the name of an attribute, 1 to " + MAX_ATTRIBUTE_BYTES + " bytes of UTF-8");
        }
    }

    private static List<String> distinct(String setting, Collection<String> values) {
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(values));
        if (distinct.size() != values.size()) {
            throw InvalidLifecycleSettingException.setting(setting, "must not have the same value twice");
        }
        return List.copyOf(distinct);
    }

    private static void requirePartitionKey(String value) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0
                || length > MAX_PARTITION_KEY_BYTES
                || KeyText.encode(value).isEmpty()) {
            throw InvalidLifecycleSettingException.setting(
                    "partitionKey", "must have values of 1 to " + MAX_PARTITION_KEY_BYTES + " bytes of UTF-8");
        }
    }

    private static void requireBoundaries(SortKeyRange range, List<AttributeValue> boundaries) {
        SortKeyRange rest = range;
        for (AttributeValue boundary : boundaries) {
            if (!SortKey.isKey(boundary) || !rest.canBeSplitAt(boundary)) {
                throw InvalidLifecycleSettingException.setting(
                        "splitAt",
                        "must be values of one type (S, N or B) in ascending order, behind the prefix of the sort keys if there"
                                + " is one: strings ascend by their bytes");
            }
            rest = new SortKeyRange(Optional.of(boundary), range.to());
        }
    }

    private static SortKeyRange rangeOf(Optional<String> prefix) {
        return prefix.map(SortKeyRange::beginningWith).orElse(SortKeyRange.ALL);
    }

    /** The sort keys that are records. */
    SortKeyRange range() {
        return rangeOf(sortKeyPrefix);
    }

    /** The source's name. */
    String sourceName() {
        return name.orElseGet(() -> SourceName.of(
                List.of("dynamodb", table, message, partitionKey, sortKey.orElse(""), sortKeyPrefix.orElse(""))));
    }

    /** All attributes that a record is made of. */
    Set<String> attributes() {
        Set<String> attributes = new LinkedHashSet<>(List.of(partitionKey, message));
        sortKey.ifPresent(attributes::add);
        attributes.addAll(recordIdAttributes);
        return attributes;
    }

    /** The attributes of a key. */
    Map<String, AttributeValue> attributesOf(ItemKey key) {
        AttributeValue partition = AttributeValue.fromS(key.partition());
        return sortKey.isPresent()
                ? Map.of(partitionKey, partition, sortKey.get(), key.sort().orElseThrow())
                : Map.of(partitionKey, partition);
    }
}
