package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.LifecycleException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which versions of a branch key are older than one of them; they are told apart by dates that are exact to a second. */
final class MinimumVersion {

    private MinimumVersion() {}

    static Set<BranchKeyVersion> older(BranchKeyDescription description, BranchKeyVersion oldest) {
        VersionDescription minimum = description.versions().stream()
                .filter(version -> version.version().equals(oldest))
                .findFirst()
                .orElseThrow(() -> refused(description, "its branch key has no version " + oldest));
        // The active version is the newest; others of its second are older.
        boolean isActive = oldest.equals(description.active());
        List<VersionDescription> others = description.versions().stream()
                .filter(version -> !version.version().equals(oldest))
                .filter(version -> !version.version().equals(description.active()))
                .toList();
        boolean isAmbiguous =
                others.stream().anyMatch(version -> version.createdAt().equals(minimum.createdAt()));
        if (isAmbiguous && !isActive) {
            throw refused(
                    description,
                    "another version was made in the same second as " + oldest
                            + ", so nobody can tell which is older; rotate once more and take the new version");
        }
        return others.stream()
                .filter(version -> version.createdAt().isBefore(minimum.createdAt()) || isActive)
                .map(VersionDescription::version)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static LifecycleException refused(BranchKeyDescription description, String problem) {
        return new LifecycleException(ErrorCode.TENANT_STATUS_CONFLICT, description.tenant(), false, problem, null);
    }
}
