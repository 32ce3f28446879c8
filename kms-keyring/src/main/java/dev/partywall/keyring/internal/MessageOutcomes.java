package dev.partywall.keyring.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;

/** What callers and listeners are told of messages sealed, opened and refused. */
final class MessageOutcomes {

    private final HierarchicalTenantKeyring keyring;

    MessageOutcomes(HierarchicalTenantKeyring keyring) {
        this.keyring = keyring;
    }

    /** The work of opening a message. */
    interface Opening<T, X extends Exception> {
        T open() throws MessageRefused, X;
    }

    /** Makes the one opaque exception of whatever is wrong with a message. */
    <T, X extends Exception> T opened(RecordContext context, Opening<T, X> opening) throws X {
        try {
            return opening.open();
        } catch (MessageRefused refused) {
            throw refusal(context, refused.code());
        } catch (KeyUnavailableException failure) {
            throw isTheMessagesFault(failure.code()) ? refusal(context, failure.code()) : failure;
        }
    }

    /** A version that does not exist, or a key that does not belong where it lies, is as good as changed bytes. */
    private static boolean isTheMessagesFault(ErrorCode code) {
        return code == ErrorCode.BRANCH_KEY_VERSION_UNKNOWN || code == ErrorCode.KEY_STORE_TAMPERED;
    }

    /** Tells of a message that is refused, and makes the exception. */
    DecryptionRefusedException refusal(RecordContext context, ErrorCode code) {
        keyring.settings()
                .listener()
                .onEvent(new IsolationEvent.DecryptionRefused(
                        keyring.clock().instant(),
                        context.tenant(),
                        context.purpose(),
                        context.recordId().value(),
                        code));
        return new DecryptionRefusedException(code, context.tenant());
    }

    /** Tells of a message that goes out from here, if its tenant is still served. */
    void tellEncrypted(RecordContext context, String version) {
        keyring.requireServed(context.tenant());
        if (keyring.settings().isListening()) {
            keyring.settings()
                    .listener()
                    .onEvent(new IsolationEvent.RecordEncrypted(
                            keyring.clock().instant(),
                            context.tenant(),
                            context.purpose(),
                            context.recordId().value(),
                            version));
        }
    }

    /** Tells of a plaintext that goes out from here, if its tenant is still served. */
    void tellDecrypted(RecordContext context, String version) {
        keyring.requireServed(context.tenant());
        if (keyring.settings().isListening()) {
            keyring.settings()
                    .listener()
                    .onEvent(new IsolationEvent.RecordDecrypted(
                            keyring.clock().instant(),
                            context.tenant(),
                            context.purpose(),
                            context.recordId().value(),
                            version));
        }
    }
}
