package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.lifecycle.internal.Pace;
import dev.partywall.lifecycle.internal.reencryption.Outcome.Fate;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import dev.partywall.lifecycle.reencryption.StoredRecord;
import dev.partywall.lifecycle.reencryption.UnreadableRecord;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Brings one record to the newest version. What is the record's own trouble is its outcome; all else is thrown. */
final class RecordRewriter {

    /** How often others may come first. */
    private static final int MOST_ROUNDS = 10;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Every record would run into them. */
    private static final Set<ErrorCode> OF_THE_WHOLE = Set.of(
            ErrorCode.KEY_ACCESS_DENIED,
            ErrorCode.KEY_STORE_MISSING,
            ErrorCode.KEY_STORE_UNUSABLE,
            ErrorCode.KEYRING_CLOSED,
            ErrorCode.BRANCH_KEY_MISSING,
            ErrorCode.ROOT_KEY_UNUSABLE,
            ErrorCode.RECORD_SOURCE_ACCESS_DENIED,
            ErrorCode.RECORD_SOURCE_UNAVAILABLE,
            ErrorCode.BUG);

    private final ReencryptionSettings settings;
    private final TenantEncryptor encryptor;
    private final RecordSource source;
    private final Versions versions;
    private final Retries retries;
    private final Optional<Pace> pace;
    private final Stop stop;

    RecordRewriter(ReencryptionSettings settings, Versions versions, Retries retries, Optional<Pace> pace, Stop stop) {
        this.settings = settings;
        this.encryptor = settings.encryptor();
        this.source = settings.source();
        this.versions = versions;
        this.retries = retries;
        this.pace = pace;
        this.stop = stop;
    }

    /** Only looks at a record's header. */
    Outcome look(StoredRecord record) {
        BranchKeyVersion version;
        try {
            version = versionOf(record);
        } catch (DecryptionRefusedException refused) {
            return Outcome.failed(record.key(), Optional.empty(), refused.code());
        }
        boolean current = versions.isCurrent(version);
        if (!versions.isKnown(version)) {
            return Outcome.failed(record.key(), Optional.empty(), ErrorCode.BRANCH_KEY_VERSION_UNKNOWN);
        }
        return Outcome.of(record.key(), current ? Fate.ALREADY_NEWEST : Fate.OLD, Optional.of(version));
    }

    /** Looks at a record, and rewrites it if it has to be. */
    Outcome settle(StoredRecord record) {
        Outcome seen = look(record);
        if (seen.fate() == Fate.ALREADY_NEWEST || seen.version().isEmpty()) {
            return seen;
        }
        try {
            return Outcome.of(record.key(), rewrite(record), seen.version());
        } catch (Contended contended) {
            return Outcome.failed(record.key(), seen.version(), ErrorCode.RECORD_CONTENDED);
        } catch (RecordSourceException failure) {
            requireOfTheRecord(failure);
            return Outcome.refused(record.key(), seen.version(), failure);
        } catch (DecryptionRefusedException | InvalidKeySettingException | KeyUnavailableException failure) {
            requireOfTheRecord(failure);
            return Outcome.failed(record.key(), seen.version(), failure.code());
        }
    }

    /** Tries a record again that failed. */
    Outcome settle(String key) {
        try {
            return retries.of(() -> source.find(key))
                    .map(this::settle)
                    .orElseGet(() -> Outcome.of(key, Fate.GONE, Optional.empty()));
        } catch (RecordSourceException failure) {
            requireOfTheRecord(failure);
            return Outcome.refused(key, Optional.empty(), failure);
        }
    }

    /** What its source could not even read. */
    Outcome unreadable(UnreadableRecord record) {
        requireOfTheRecord(record.reason());
        return Outcome.refused(record.key(), Optional.empty(), record.reason());
    }

    private static final class Contended extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Contended() {
            super("others came first each time", null, false, false);
        }
    }

    private Fate rewrite(StoredRecord read) {
        StoredRecord current = read;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            pace.ifPresent(of -> stop.sleep(of.reserve()));
            byte[] anew = sealAnew(current);
            StoredRecord replaced = current;
            if (retries.of(() -> source.replace(replaced, anew))) {
                return Fate.REWRITTEN;
            }
            Optional<StoredRecord> found = retries.of(() -> source.find(read.key()));
            if (found.isEmpty()) {
                return Fate.GONE;
            }
            current = found.get();
            if (Arrays.equals(current.message(), anew)) {
                return Fate.REWRITTEN; // by an attempt whose answer was lost
            }
            if (versions.isCurrent(versionOf(current))) {
                return Fate.CHANGED_MEANWHILE;
            }
            stop.sleep(PAUSE_NANOS << round);
        }
        throw new Contended();
    }

    private byte[] sealAnew(StoredRecord record) {
        return retries.of(() -> {
            byte[] anew = encryptor.reencrypt(record.message(), record.recordId());
            if (!versions.isCurrentOfOurs(encryptor.branchKeyVersion(anew, record.recordId()))) {
                // The key store gave an older active version than before: what has that must not be written.
                settings.keyring().evict(settings.tenant().id());
                throw olderThanBefore();
            }
            return anew;
        });
    }

    private KeyUnavailableException olderThanBefore() {
        return new KeyUnavailableException(
                ErrorCode.BRANCH_KEY_INCONSISTENT,
                settings.tenant().id(),
                true,
                "the key store's active version is older than it was when the re-encryption began; look whether its table was"
                        + " restored, or is a replica of another Region's",
                null);
    }

    private BranchKeyVersion versionOf(StoredRecord record) {
        return encryptor.branchKeyVersion(record.message(), record.recordId());
    }

    /** Throws the failure if other records would run into it, too. */
    private static void requireOfTheRecord(TenantIsolationException failure) {
        if (failure.isRetryable() || OF_THE_WHOLE.contains(failure.code())) {
            throw failure;
        }
    }
}
