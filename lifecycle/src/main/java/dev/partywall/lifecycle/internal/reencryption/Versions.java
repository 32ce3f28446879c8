package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.KeyUnavailableException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which versions of the branch key a record may stay under: the one that was active when the run began, and those that were made
 * since. Whatever was there at the beginning and was not active is older, so no dates are compared.
 *
 * <p>A description is not of one moment: a rotation may come while it is read. So there are two: what the first one lists was there
 * before the second one was asked for, whose active version is then the newest of these, or newer than all.
 */
final class Versions {

    /** Headers are not verified: whoever can write records could otherwise have the key store asked for each. */
    private static final int MOST_LOOKS = 100;

    private final ReencryptionSettings settings;
    private final Retries retries;
    private final Set<BranchKeyVersion> older = new HashSet<>();
    private final Set<BranchKeyVersion> current = new HashSet<>();
    private final Set<BranchKeyVersion> unknown = new HashSet<>();
    private final Set<BranchKeyVersion> olderThanBeginning;
    private BranchKeyVersion target;
    private int looks;

    /** Asks for the active version. */
    Versions(ReencryptionSettings settings, Retries retries) {
        this.settings = settings;
        this.retries = retries;
        this.target = begin();
        this.olderThanBeginning = Set.copyOf(older);
    }

    private BranchKeyVersion begin() {
        Set<BranchKeyVersion> listed = all(describe());
        BranchKeyVersion active = describe().active();
        older.addAll(listed);
        older.remove(active);
        current.clear();
        current.add(active);
        return active;
    }

    private static Set<BranchKeyVersion> all(BranchKeyDescription description) {
        return description.versions().stream().map(VersionDescription::version).collect(Collectors.toSet());
    }

    private BranchKeyDescription describe() {
        return retries.of(() -> settings.keyring()
                .branchKeys()
                .describe(settings.tenant().id())
                .orElseThrow(() -> new KeyUnavailableException(
                        ErrorCode.BRANCH_KEY_MISSING,
                        settings.tenant().id(),
                        false,
                        "it has no active branch key, so its records cannot be sealed anew; restore the key store's rows",
                        null)));
    }

    synchronized BranchKeyVersion target() {
        return target;
    }

    /** Whether a record whose header names this version is left alone. */
    synchronized boolean isCurrent(BranchKeyVersion version) {
        if (!isKnown(version) && !unknown.contains(version) && looks < MOST_LOOKS) {
            looks++;
            look(version);
        }
        return current.contains(version);
    }

    /** The same of a version that is not from a header of anybody's, however many of those were looked for. */
    synchronized boolean isCurrentOfOurs(BranchKeyVersion version) {
        if (!isKnown(version)) {
            look(version);
        }
        return current.contains(version);
    }

    /** Whether what was brought to this version is under the one that was active when the run began, or one made since. */
    synchronized boolean reaches(BranchKeyVersion version) {
        return !olderThanBeginning.contains(version) && (isCurrentOfOurs(version) || isKnown(version));
    }

    /** Whether the branch key has this version, as far as is known. */
    synchronized boolean isKnown(BranchKeyVersion version) {
        return current.contains(version) || older.contains(version);
    }

    private void look(BranchKeyVersion version) {
        Set<BranchKeyVersion> made = all(describe());
        made.removeAll(older);
        current.addAll(made);
        unknown.removeAll(made);
        if (!current.contains(version)) {
            unknown.add(version);
        }
    }

    /**
     * Which version a partition is to be brought to that a job is at, or was, for another one. That job may have begun later than this
     * run: then this run takes over what is active now, so as not to call done what is not.
     */
    synchronized BranchKeyVersion targetOver(BranchKeyVersion other) {
        if (!other.equals(target) && isCurrentOfOurs(other)) {
            target = begin();
        }
        return target;
    }
}
