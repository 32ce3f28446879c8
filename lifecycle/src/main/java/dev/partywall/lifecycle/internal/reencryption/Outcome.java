package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import dev.partywall.lifecycle.reencryption.ReencryptionCounts;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one record.
 *
 * @param key its key
 * @param fate what became of it
 * @param version the version that it was read under, if the tenant has it
 * @param failure why it failed, if it did
 * @param refusal what its source said, if it failed there
 */
record Outcome(
        String key,
        Fate fate,
        Optional<BranchKeyVersion> version,
        Optional<ErrorCode> failure,
        Optional<RecordSourceException> refusal) {

    enum Fate {
        /** In a dry run: it would be rewritten. */
        OLD,
        REWRITTEN,
        ALREADY_NEWEST,
        CHANGED_MEANWHILE,
        GONE,
        FAILED
    }

    static Outcome of(String key, Fate fate, Optional<BranchKeyVersion> version) {
        return new Outcome(key, fate, version, Optional.empty(), Optional.empty());
    }

    static Outcome failed(String key, Optional<BranchKeyVersion> version, ErrorCode code) {
        return new Outcome(key, Fate.FAILED, version, Optional.of(code), Optional.empty());
    }

    static Outcome refused(String key, Optional<BranchKeyVersion> version, RecordSourceException refusal) {
        return new Outcome(key, Fate.FAILED, version, Optional.of(refusal.code()), Optional.of(refusal));
    }

    /** Whether it was to be stored anew: then whether its source can store at all is seen from it. */
    boolean isAnswerOfTheSource() {
        return refusal.isPresent() || (fate != Fate.ALREADY_NEWEST && fate != Fate.FAILED);
    }

    /** As one record that was read. */
    ReencryptionCounts counts() {
        return new ReencryptionCounts(
                1,
                one(Fate.REWRITTEN),
                one(Fate.ALREADY_NEWEST),
                one(Fate.CHANGED_MEANWHILE),
                one(Fate.GONE),
                one(Fate.FAILED),
                version.<Map<BranchKeyVersion, Long>>map(read -> Map.of(read, 1L))
                        .orElse(Map.of()));
    }

    private long one(Fate counted) {
        return fate == counted ? 1 : 0;
    }
}
