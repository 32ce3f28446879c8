package dev.partywall.lifecycle;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import org.jspecify.annotations.Nullable;

/** A text is no certificate of shredding, or was not signed with the key that it is checked with. Retrying does not help. */
public final class CertificateRefusedException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For the verification.
     *
     * @param problem what is wrong
     * @param cause the failure behind this one, if any
     */
    public CertificateRefusedException(String problem, @Nullable Throwable cause) {
        super(ErrorCode.CERTIFICATE_REFUSED, null, false, "The certificate is refused: " + problem, cause);
    }
}
