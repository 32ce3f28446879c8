package dev.partywall.lifecycle.internal.source;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.internal.aws.AwsTrouble;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what is wrong with a place where records are stored, and what to do. */
final class SourceFailures {

    /** Of the key of a record, and of a position. */
    static final int LONGEST_KEY = 4_096;

    private final String place;

    /** Failures of this place, such as {@code table 'invoices'}. */
    SourceFailures(String place) {
        this.place = place;
    }

    /** The place holds what is no record, or a setting does not fit it. */
    RecordSourceException unusable(String problem, @Nullable Throwable cause) {
        return new RecordSourceException(ErrorCode.RECORD_SOURCE_UNUSABLE, false, place + " " + problem, cause);
    }

    /** A partition that this source does not have. */
    RecordSourceException unknownPartition(String partition) {
        return unusable(
                "has no partition '" + printable(partition)
                        + "' by the settings of this source; give it the settings that the job began with",
                null);
    }

    /** A key or a position that this source did not give out. */
    RecordSourceException unknownPlace() {
        return unusable(
                "has no such place by the settings of this source; give it the settings that the job began with, and only"
                        + " keys and positions that came from it",
                null);
    }

    /** Whatever was passed for a partition must not break a line of a log. */
    private static String printable(String text) {
        String encoded = KeyText.encode(text).orElse("");
        return encoded.length() <= 200 ? encoded : encoded.substring(0, 200) + "…";
    }

    /** A call to AWS whose failures are typed. What the caller handles itself it catches within. */
    <T> T calling(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw of(failure);
        } catch (RecordSourceException typed) {
            throw typed;
        } catch (TenantIsolationException refused) {
            throw ofRefusal(refused);
        }
    }

    /** The meaning of a failure of the SDK that has no meaning of its own for this kind of store. */
    RecordSourceException of(SdkException cause) {
        return switch (AwsTrouble.of(cause)) {
            case DENIED -> denied(cause);
            case PASSING -> unavailable(true, cause);
            case LASTING -> unavailable(false, cause);
        };
    }

    /** The store denied the call. */
    RecordSourceException denied(Throwable cause) {
        return new RecordSourceException(
                ErrorCode.RECORD_SOURCE_ACCESS_DENIED,
                false,
                "the use of " + place
                        + " was denied; look at whether its records are the bound tenant's, and at what the role or user that"
                        + " calls may do",
                cause);
    }

    /** The store failed. */
    RecordSourceException unavailable(boolean retryable, Throwable cause) {
        return new RecordSourceException(
                ErrorCode.RECORD_SOURCE_UNAVAILABLE,
                retryable,
                place + " could not be asked; look at the cause, the limits of the store, the network, and the pool of"
                        + " connections",
                cause);
    }

    /** The client itself refused: no session, no tenant, or not this one's. */
    private RecordSourceException ofRefusal(TenantIsolationException cause) {
        return cause.isRetryable() ? unavailable(true, cause) : denied(cause);
    }
}
