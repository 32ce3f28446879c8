package dev.partywall.keyring.internal.store;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.InvalidKeySettingException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The rows of a branch key in the key store's table.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/branch-key-store.md">
 *     Branch key store, in the specification</a>
 */
final class KeyStoreRow {

    static final String PARTITION_KEY = "branch-key-id";
    static final String SORT_KEY = "type";
    static final String VERSION = "version";
    static final String CREATE_TIME = "create-time";
    static final String ROOT_KEY = "kms-arn";
    static final String WRAPPED = "enc";
    static final String ACTIVE = "branch:ACTIVE";
    static final String VERSION_PREFIX = "branch:version:";

    private KeyStoreRow() {}

    static Map<String, AttributeValue> key(TenantId tenant, String type) {
        return Map.of(PARTITION_KEY, AttributeValue.fromS(tenant.value()), SORT_KEY, AttributeValue.fromS(type));
    }

    /** The key of a row that was read. */
    static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> row) {
        return Map.of(
                PARTITION_KEY,
                AttributeValue.fromS(text(row, PARTITION_KEY)),
                SORT_KEY,
                AttributeValue.fromS(text(row, SORT_KEY)));
    }

    /** The branch key that a row holds, as KMS gave it. */
    static SdkBytes wrapped(Map<String, AttributeValue> row) {
        AttributeValue value = row.get(WRAPPED);
        if (value == null || value.b() == null) {
            throw new RowMalformed(null);
        }
        return value.b();
    }

    static boolean isActive(Map<String, AttributeValue> row) {
        return ACTIVE.equals(text(row, SORT_KEY));
    }

    /** The version of a version's own row, or nothing for another kind of row. */
    static Optional<BranchKeyVersion> versionOfRow(Map<String, AttributeValue> row) {
        return text(row, SORT_KEY).startsWith(VERSION_PREFIX)
                ? Optional.of(version(text(row, SORT_KEY)))
                : Optional.empty();
    }

    /** The version that an active row holds. */
    static BranchKeyVersion activeVersion(Map<String, AttributeValue> activeRow) {
        return version(text(activeRow, VERSION));
    }

    /** When a row was made. */
    static Instant createdAt(Map<String, AttributeValue> row) {
        try {
            return Instant.parse(text(row, CREATE_TIME));
        } catch (DateTimeParseException malformed) {
            throw new RowMalformed(malformed);
        }
    }

    static AttributeValue versionValue(String version) {
        return AttributeValue.fromS(VERSION_PREFIX + version);
    }

    static String text(Map<String, AttributeValue> row, String attribute) {
        AttributeValue value = row.get(attribute);
        return value == null || value.s() == null ? "" : value.s();
    }

    private static BranchKeyVersion version(String value) {
        if (!value.startsWith(VERSION_PREFIX)) {
            throw new RowMalformed(null);
        }
        try {
            return BranchKeyVersion.of(value.substring(VERSION_PREFIX.length()));
        } catch (InvalidKeySettingException malformed) {
            throw new RowMalformed(malformed);
        }
    }
}
