package dev.partywall.abac;

import dev.partywall.abac.internal.policies.Arn;
import dev.partywall.abac.internal.policies.Names;
import dev.partywall.abac.internal.policies.TenantTemplate;
import java.util.List;

/**
 * A DynamoDB table that all tenants share, each with the items of its own leading keys.
 *
 * <p>The leading key of a request to an index is the index's own partition key. So each of the named indexes, global
 * ones as well, must have a partition key of the form that {@code leadingKey} says; any other index must not be named.
 *
 * @param arn the table's ARN
 * @param access what tenants may do with their items; Scan is denied whatever it says
 * @param leadingKey the form of partition keys, with <code>{tenant}</code> in the tenant id's place: <code>{tenant}</code>,
 *     <code>TENANT#{tenant}</code>, or <code>{tenant}#*</code> for all keys that begin with the id and the separator
 * @param indexes the names of indexes that tenants may query
 * @param partiQl whether PartiQL statements are allowed: those that name the partition key, never whole scans
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html">Using IAM
 *     policy conditions for fine-grained access control</a>
 */
public record TenantTable(String arn, AccessLevel access, String leadingKey, List<String> indexes, boolean partiQl) {

    /**
     * Checks the settings.
     *
     * @param arn the table's ARN
     * @param access what tenants may do with their items; Scan is denied whatever it says
     * @param leadingKey the form of partition keys
     * @param indexes the names of indexes that tenants may query
     * @param partiQl whether PartiQL statements are allowed
     * @throws InvalidPolicySettingException if one cannot work
     */
    public TenantTable {
        Arn.parse("table", arn, "dynamodb").requireResource("table", Names.TABLE);
        TenantTemplate.parse("leadingKey", leadingKey);
        indexes = indexes.stream().distinct().sorted().toList();
        indexes.forEach(index -> Names.require("indexes", index, Names.INDEX));
        if (!indexes.isEmpty() && !access.reads()) {
            throw InvalidPolicySettingException.setting("indexes", "can be queried only with READ or READ_WRITE");
        }
    }

    /**
     * A table whose partition key is the tenant id.
     *
     * @param arn the table's ARN
     * @param access what tenants may do with their items
     * @return the table, without indexes and PartiQL
     * @throws InvalidPolicySettingException if the ARN is not that of one table
     */
    public static TenantTable of(String arn, AccessLevel access) {
        return new TenantTable(arn, access, TenantTemplate.PLACE, List.of(), false);
    }

    /**
     * The same table with another form of partition keys.
     *
     * @param form with <code>{tenant}</code> once, such as <code>TENANT#{tenant}</code> or <code>{tenant}#*</code>
     * @return a new value
     * @throws InvalidPolicySettingException if the form does not keep tenants apart
     */
    public TenantTable withLeadingKey(String form) {
        return new TenantTable(arn, access, form, indexes, partiQl);
    }

    /**
     * The same table with other indexes.
     *
     * @param names their names; their partition keys have the same form as the table's
     * @return a new value
     * @throws InvalidPolicySettingException if a name is not that of one index
     */
    public TenantTable withIndexes(String... names) {
        return new TenantTable(arn, access, leadingKey, List.of(names), partiQl);
    }

    /**
     * The same table with PartiQL.
     *
     * @return a new value
     */
    public TenantTable withPartiQl() {
        return new TenantTable(arn, access, leadingKey, indexes, true);
    }
}
