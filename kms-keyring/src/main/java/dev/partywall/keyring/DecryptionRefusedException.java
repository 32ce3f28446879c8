package dev.partywall.keyring;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;

/**
 * A message was refused: it is not this tenant's, not of this purpose, not this record, or not intact. No plaintext byte
 * was released. Retrying does not help.
 *
 * <p><b>Guarantees.</b> One type and one message for whatever is wrong, and no cause, so that an end user who is shown
 * the failure learns nothing from it. {@link #code()} and {@link #toString()} tell operators why; do not show them to end
 * users. {@code KEY_STORE_TAMPERED} says that the tenant's key store row does not open, because it was changed or because
 * the keyring's root key or logical key store name is not the one it was made with: then the message itself may be sound.
 */
public final class DecryptionRefusedException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For the engine.
     *
     * @param code why, for operators
     * @param tenant who tried
     */
    public DecryptionRefusedException(ErrorCode code, TenantId tenant) {
        super(code, tenant, false, text(tenant), null);
    }

    /**
     * The same text for every reason: fit for end users.
     *
     * @return the message, without the code
     */
    @Override
    public String getMessage() {
        return tenant().map(DecryptionRefusedException::text).orElse("");
    }

    /** With the code: fit for the operators' log. */
    @Override
    public String toString() {
        return getClass().getName() + ": " + getMessage() + " [" + code() + "]";
    }

    private static String text(TenantId tenant) {
        return "Tenant " + tenant + ": the message was refused. It is not a message of this tenant, purpose and record,"
                + " or it was changed.";
    }
}
