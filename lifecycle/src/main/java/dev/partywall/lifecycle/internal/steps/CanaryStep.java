package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.aws.AwsCall;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Seals a message that nobody needs, and opens it: what was refused after the deletion proves something only if it was opened
 * before. The message is kept with the operation; what it holds is not secret.
 */
public final class CanaryStep implements Step {

    private static final byte[] CONTENT = "canary".getBytes(StandardCharsets.US_ASCII);
    private static final String PURPOSE = "partywall-canary";

    private final BranchKeys branchKeys;
    private final Supplier<TenantKeyring> keyrings;

    /** With the key store, and what makes a keyring that has nothing in memory. */
    public CanaryStep(BranchKeys branchKeys, Supplier<TenantKeyring> keyrings) {
        this.branchKeys = branchKeys;
        this.keyrings = keyrings;
    }

    @Override
    public String name() {
        return "canary";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        return Parameters.find(record, Names.CANARY).isPresent() ? record : tried(record);
    }

    /** Fails where this step would fail. To be called before anything is done that cannot be taken back; notes nothing. */
    public void rehearse(TenantRecord record) {
        tried(record.withOperation(Optional.of(new TenantOperation(
                new UUID(0, 0),
                TenantOperation.Kind.SHRED,
                "rehearsal",
                false,
                Migration.kept(record),
                Instant.EPOCH))));
    }

    private TenantRecord tried(TenantRecord record) {
        try {
            return sealed(record);
        } catch (KeyUnavailableException failure) {
            if (!isDeadAlready(record, failure)) {
                throw failure;
            }
            return Parameters.with(record, Names.CANARY_OUTCOME, failure.code().name());
        }
    }

    private TenantRecord sealed(TenantRecord record) {
        try (TenantKeyring keyring = keyrings.get()) {
            return TenantContext.call(record.tenant(), () -> sealed(record, keyring.encryptor(PURPOSE)));
        }
    }

    private static TenantRecord sealed(TenantRecord record, TenantEncryptor encryptor) {
        RecordId id = recordId(record);
        byte[] message = encryptor.encrypt(CONTENT, id);
        requireContent(record, encryptor.decrypt(message, id));
        TenantRecord noted = Parameters.with(
                record,
                Names.CANARY_VERSION,
                encryptor.branchKeyVersion(message, id).toString());
        return Parameters.with(noted, Names.CANARY, Base64.getEncoder().encodeToString(message));
    }

    private static void requireContent(TenantRecord record, byte[] opened) {
        if (!Arrays.equals(opened, CONTENT)) {
            throw new LifecycleException(
                    ErrorCode.BUG,
                    record.tenant(),
                    false,
                    "its canary opened to something else; please report this",
                    null);
        }
    }

    /**
     * Whether nobody can use the branch key any more, by a word of KMS: its root key is disabled or on its way out; or it is the
     * tenant's own, and its owner took the use of it away. That must not keep the tenant here.
     */
    private boolean isDeadAlready(TenantRecord record, KeyUnavailableException failure) {
        return failure.code() == ErrorCode.ROOT_KEY_UNUSABLE
                || (failure.code() == ErrorCode.KEY_ACCESS_DENIED
                        && failure.getCause() instanceof KmsException denied
                        && AwsCall.isDenied(denied)
                        && isUnderBroughtKey(record, failure));
    }

    /** The active version is what the canary is sealed under, and then opened with. */
    private boolean isUnderBroughtKey(TenantRecord record, KeyUnavailableException failure) {
        try {
            return branchKeys
                    .describe(record.tenant())
                    .map(BranchKeyDescription::rootKeyArn)
                    .filter(Migration.broughtKeys(record)::contains)
                    .isPresent();
        } catch (TenantIsolationException unread) {
            failure.addSuppressed(unread);
            throw failure;
        }
    }

    /** The encryptor's and the record's id are the same before and after. */
    static byte[] open(TenantRecord record, TenantKeyring keyring, byte[] message) {
        return TenantContext.call(
                record.tenant(), () -> keyring.encryptor(PURPOSE).decrypt(message, recordId(record)));
    }

    private static RecordId recordId(TenantRecord record) {
        return RecordId.of(Parameters.operation(record).toString());
    }
}
