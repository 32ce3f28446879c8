package dev.partywall.keyring.internal.store;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/**
 * Carries the rows of a branch key over from former root keys to the present one, which the material providers do not offer.
 *
 * <p>KMS re-encrypts each row's key inside of KMS; the row then takes the new bytes and the new ARN in one write, if it still
 * has the old ones. So each row opens at any moment, under the one ARN or the other, and whoever else writes it meanwhile, a
 * rotation or another carrier, is not overwritten: the row is looked at again.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html">ReEncrypt</a>
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/branch-key-store.md">Branch
 *     key store, in the specification: the encryption context of a row</a>
 */
final class KeyStoreRewrap {

    /** In the encryption context, not in the row: the key store's logical name. */
    private static final String LOGICAL_NAME = "tablename";

    /** How often all rows are looked at; each rotation under way meanwhile costs one. */
    private static final int MAX_PASSES = 10;

    private final KeyStoreSettings settings;
    private final KeyStoreRows rows;
    private final StoreKms kms;

    KeyStoreRewrap(KeyStoreSettings settings, KeyStoreRows rows) {
        this.settings = settings;
        this.rows = rows;
        this.kms = new StoreKms(settings.kms(), settings.keys());
    }

    /** How many rows this call carried over; fails if rows are left that others write again and again. */
    int rewrap(TenantId tenant, KeyStoreFailures failures) {
        TenantKeyRules rules = settings.keys().rulesOf(tenant);
        int carried = 0;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            List<Map<String, AttributeValue>> all = rows.all(tenant);
            if (all.stream().noneMatch(KeyStoreRow::isActive)) {
                throw new RowMissing();
            }
            List<Map<String, AttributeValue>> left =
                    all.stream().filter(row -> !isUnder(row, rules)).toList();
            if (left.isEmpty()) {
                return carried;
            }
            for (Map<String, AttributeValue> row : left) {
                carried += rewrap(row, rules.rootKeyArn()) ? 1 : 0;
            }
        }
        throw failures.contended(tenant, null);
    }

    private static boolean isUnder(Map<String, AttributeValue> row, TenantKeyRules rules) {
        return KeyStoreRow.text(row, KeyStoreRow.ROOT_KEY).equals(rules.rootKeyArn());
    }

    /** Whether the row was still as it was read, and is carried over. */
    private boolean rewrap(Map<String, AttributeValue> row, String rootKeyArn) {
        Map<String, String> context = encryptionContext(row);
        Map<String, String> newContext = new HashMap<>(context);
        newContext.put(KeyStoreRow.ROOT_KEY, rootKeyArn);
        ReEncryptResponse carried = kms.reEncrypt(ReEncryptRequest.builder()
                .ciphertextBlob(KeyStoreRow.wrapped(row))
                .sourceKeyId(KeyStoreRow.text(row, KeyStoreRow.ROOT_KEY))
                .sourceEncryptionContext(context)
                .destinationKeyId(rootKeyArn)
                .destinationEncryptionContext(newContext)
                .build());
        return replace(row, carried.ciphertextBlob(), rootKeyArn);
    }

    private boolean replace(Map<String, AttributeValue> row, SdkBytes wrapped, String rootKeyArn) {
        Map<String, AttributeValue> values = Map.of(
                ":new",
                AttributeValue.fromB(wrapped),
                ":newArn",
                AttributeValue.fromS(rootKeyArn),
                ":old",
                AttributeValue.fromB(KeyStoreRow.wrapped(row)),
                ":oldArn",
                AttributeValue.fromS(KeyStoreRow.text(row, KeyStoreRow.ROOT_KEY)));
        try {
            settings.dynamoDb()
                    .updateItem(update -> update.tableName(settings.table())
                            .key(KeyStoreRow.keyOf(row))
                            .updateExpression("SET #enc = :new, #arn = :newArn")
                            .conditionExpression("#enc = :old AND #arn = :oldArn")
                            .expressionAttributeNames(Map.of("#enc", KeyStoreRow.WRAPPED, "#arn", KeyStoreRow.ROOT_KEY))
                            .expressionAttributeValues(values));
            return true;
        } catch (ConditionalCheckFailedException writtenMeanwhile) {
            return false;
        }
    }

    /** All of a row but the wrapped key, and the key store's logical name. */
    private Map<String, String> encryptionContext(Map<String, AttributeValue> row) {
        Map<String, String> context = new HashMap<>();
        context.put(LOGICAL_NAME, settings.logicalName());
        row.forEach((name, value) -> {
            if (!name.equals(KeyStoreRow.WRAPPED)) {
                context.put(name, value.n() == null ? KeyStoreRow.text(row, name) : value.n());
            }
        });
        return context;
    }
}
