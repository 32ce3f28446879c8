package dev.partywall.lifecycle.internal.aws;

import dev.partywall.core.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names in IAM that are one tenant's. IAM tells names apart by more than case, tenant ids may differ by case alone, and names
 * of roles are shorter than ids: so a digest of the id is a part of the name.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM name requirements</a>
 */
final class TenantNames {

    private static final int DIGEST = 16;

    private TenantNames() {}

    /** A name of at most {@code limit} characters. */
    static String of(String prefix, TenantId tenant, int limit) {
        String id = tenant.value();
        int room = limit - prefix.length() - 1 - DIGEST;
        return prefix + id.substring(0, Math.min(id.length(), room)) + "-" + digest(tenant);
    }

    /** The name in a role's ARN, which has the path before it. */
    static String ofRole(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** What tells a tenant from all others, in lower-case hexadecimal digits. */
    static String digest(TenantId tenant) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(tenant.value().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
