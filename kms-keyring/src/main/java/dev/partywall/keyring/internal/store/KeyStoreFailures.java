package dev.partywall.keyring.internal.store;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.KeyUnavailableException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.cryptography.keystore.model.KeyStoreException;

/** Says what a failure of the key store, KMS or DynamoDB means for the tenant and what to do. */
final class KeyStoreFailures {

    /**
     * Error codes by which AWS denies a caller.
     *
     * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html">KMS common errors</a>
     */
    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "NotAuthorized",
            "OptInRequired",
            "UnrecognizedClientException");

    private static final Set<String> THROTTLED = Set.of(
            "LimitExceededException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException");

    private final KeyStoreSettings settings;

    KeyStoreFailures(KeyStoreSettings settings) {
        this.settings = settings;
    }

    /** The tenant has no active branch key. */
    KeyUnavailableException missing(@Nullable TenantId tenant) {
        return failure(
                ErrorCode.BRANCH_KEY_MISSING,
                tenant,
                false,
                "it has no active branch key in key store '" + settings.table()
                        + "'; create one with BranchKeys.create, unless the tenant was removed on purpose",
                null);
    }

    /** The tenant does not have this version. */
    KeyUnavailableException versionMissing(TenantId tenant) {
        return failure(
                ErrorCode.BRANCH_KEY_VERSION_UNKNOWN,
                tenant,
                false,
                "its branch key in key store '" + settings.table() + "' has no such version",
                null);
    }

    /** What came out of KMS is not the key that was asked for. */
    KeyUnavailableException tampered(@Nullable TenantId tenant, @Nullable Throwable cause) {
        return failure(
                ErrorCode.KEY_STORE_TAMPERED,
                tenant,
                false,
                "a row of its branch key in key store '" + settings.table() + "' (logical name '"
                        + settings.logicalName() + "') does not open under " + settings.rootKeyInWords(tenant)
                        + ": it was changed, moved or copied, or made under another root key or logical name;"
                        + " restore the row from a backup of the table",
                cause);
    }

    /** Rows of a branch key remain that should not be there. */
    KeyUnavailableException inconsistent(TenantId tenant, @Nullable Throwable cause) {
        return failure(
                ErrorCode.BRANCH_KEY_INCONSISTENT,
                tenant,
                false,
                "key store '" + settings.table()
                        + "' holds rows of its branch key but no active one: a deletion was not"
                        + " finished; finish it with BranchKeys.delete",
                cause);
    }

    /** There is a table of this name that is not a key store. */
    KeyUnavailableException otherSchema(KeyStoreException cause) {
        return failure(
                ErrorCode.KEY_STORE_UNUSABLE,
                null,
                false,
                "table '" + settings.table()
                        + "' exists and is not a branch key store (partition key 'branch-key-id', sort"
                        + " key 'type'); name another table in the setting keyStore",
                cause);
    }

    /** DynamoDB cancelled a write for contention too often. */
    KeyUnavailableException contended(TenantId tenant, @Nullable Throwable cause) {
        return failure(
                ErrorCode.KEY_SERVICE_UNAVAILABLE,
                tenant,
                true,
                "DynamoDB cancelled the write for contention on the rows of its branch key; try again",
                cause);
    }

    /** The meaning of an exception that the key store let through. */
    KeyUnavailableException of(@Nullable TenantId tenant, RuntimeException cause) {
        if (cause instanceof KeyUnavailableException known) {
            return known;
        }
        if (cause instanceof AwsCallFailed carried) {
            return of(tenant, carried.failure());
        }
        if (cause instanceof InvalidCiphertextException
                || cause instanceof IncorrectKeyException
                || cause instanceof KeyStoreException
                || cause instanceof RootKeyRefused
                || cause instanceof RowMalformed) {
            return tampered(tenant, cause);
        }
        if (cause instanceof ResourceNotFoundException) {
            return storeMissing(tenant, cause);
        }
        if (cause instanceof DisabledException
                || cause instanceof KmsInvalidStateException
                || cause instanceof InvalidKeyUsageException
                || cause instanceof NotFoundException) {
            return rootKeyUnusable(tenant, cause);
        }
        if (cause instanceof AwsServiceException service) {
            return ofService(tenant, service);
        }
        if (cause instanceof SdkException) {
            return unavailable(tenant, cause instanceof SdkClientException, cause);
        }
        if (cause instanceof TenantIsolationException refusal) {
            return notSent(tenant, refusal);
        }
        return failure(ErrorCode.BUG, tenant, false, "the key store broke; please report this", cause);
    }

    private KeyUnavailableException ofService(@Nullable TenantId tenant, AwsServiceException cause) {
        String code = cause.awsErrorDetails() == null || cause.awsErrorDetails().errorCode() == null
                ? ""
                : cause.awsErrorDetails().errorCode();
        if (DENIED.contains(code) || cause.statusCode() == 403) {
            return denied(tenant, cause);
        }
        if (THROTTLED.contains(code) || cause.isThrottlingException()) {
            return throttled(tenant, cause);
        }
        return unavailable(tenant, cause.statusCode() >= 500 || cause.retryable(), cause);
    }

    private KeyUnavailableException denied(@Nullable TenantId tenant, Throwable cause) {
        return failure(
                ErrorCode.KEY_ACCESS_DENIED,
                tenant,
                false,
                "AWS denied the use of key store '" + settings.table() + "' or " + settings.rootKeyInWords(tenant)
                        + "; look at the policies of the role that calls, the key policy of the root key, and the"
                        + " session's expiry",
                cause);
    }

    /** Refused in the JVM: the client is scoped and has no session of this tenant, or the directory does not know it. */
    private KeyUnavailableException notSent(@Nullable TenantId tenant, TenantIsolationException cause) {
        return failure(
                cause.isRetryable() ? ErrorCode.KEY_SERVICE_UNAVAILABLE : ErrorCode.KEY_ACCESS_DENIED,
                tenant,
                cause.isRetryable(),
                "the call to key store '" + settings.table() + "' or " + settings.rootKeyInWords(tenant)
                        + " was not sent; look at the cause",
                cause);
    }

    private KeyUnavailableException throttled(@Nullable TenantId tenant, Throwable cause) {
        return failure(
                ErrorCode.KEY_SERVICE_THROTTLED,
                tenant,
                true,
                "AWS throttled the key store's call; try again later, lengthen timeToLive, or raise the quota",
                cause);
    }

    private KeyUnavailableException unavailable(@Nullable TenantId tenant, boolean retryable, Throwable cause) {
        return failure(
                ErrorCode.KEY_SERVICE_UNAVAILABLE,
                tenant,
                retryable,
                "key store '" + settings.table() + "' or " + settings.rootKeyInWords(tenant)
                        + " could not be asked; look at the cause, the network, and the connection pools of the clients",
                cause);
    }

    private KeyUnavailableException storeMissing(@Nullable TenantId tenant, Throwable cause) {
        return failure(
                ErrorCode.KEY_STORE_MISSING,
                tenant,
                false,
                "key store '" + settings.table() + "' does not exist in the account and Region of its client; create it"
                        + " with BranchKeys.createKeyStore, or mend the setting keyStore",
                cause);
    }

    private KeyUnavailableException rootKeyUnusable(@Nullable TenantId tenant, Throwable cause) {
        return failure(
                ErrorCode.ROOT_KEY_UNUSABLE,
                tenant,
                false,
                settings.rootKeyInWords(tenant)
                        + " cannot be used: it does not exist, is disabled, is pending deletion, or is of the wrong kind;"
                        + " enable it, cancel its deletion, or mend the setting rootKey",
                cause);
    }

    private static KeyUnavailableException failure(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        return new KeyUnavailableException(code, tenant, retryable, problem, cause);
    }
}
