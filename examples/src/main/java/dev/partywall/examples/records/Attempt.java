package dev.partywall.examples.records;

import dev.partywall.core.ErrorCode;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What became of one attempt to open a message: its plaintext, or why there is none. */
final class Attempt {

    private final byte @Nullable [] plaintext;
    private final @Nullable ErrorCode reason;

    private Attempt(byte @Nullable [] plaintext, @Nullable ErrorCode reason) {
        this.plaintext = plaintext;
        this.reason = reason;
    }

    /** Tries. Trouble with AWS is no answer to the question whether a message opens, so it is thrown. */
    static Attempt open(Opener opener, byte[] message, RecordId recordId) {
        try {
            return new Attempt(opener.open(message, recordId), null);
        } catch (DecryptionRefusedException refused) {
            return new Attempt(null, refused.code());
        } catch (KeyUnavailableException unavailable) {
            if (unavailable.code() != ErrorCode.BRANCH_KEY_MISSING) {
                throw unavailable;
            }
            return new Attempt(null, unavailable.code());
        }
    }

    /** Counts it as a success if it opened. */
    void countOpened(Measurement measurement) {
        count(plaintext != null, false, measurement);
    }

    /** Counts it as a success if it opened as this plaintext. */
    void countOpenedAs(byte[] expected, Measurement measurement) {
        count(Arrays.equals(plaintext, expected), false, measurement);
    }

    /** Counts it as refused if the message was refused while the tenant that tried has a key. */
    void countRefused(Measurement measurement) {
        count(plaintext != null, reason != ErrorCode.BRANCH_KEY_MISSING, measurement);
    }

    /** Counts it as refused if the tenant has no key, so that nobody can ever open the message. */
    void countGone(Measurement measurement) {
        count(plaintext != null, reason == ErrorCode.BRANCH_KEY_MISSING, measurement);
    }

    private void count(boolean success, boolean refusal, Measurement measurement) {
        if (success) {
            measurement.succeeded();
        } else if (refusal && reason != null) {
            measurement.refused(reason);
        } else {
            measurement.wrong();
        }
    }
}
