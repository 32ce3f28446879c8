package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Deletes the branch key, all rows of it. What there was is noted first, for afterwards nobody can tell; and nothing is deleted that
 * was not noted, such as a version that a rotation under way still made.
 */
public final class DeleteBranchKeyStep implements Step {

    private static final int MAX_ATTEMPTS = 20;

    /** A record has room for some thousands. */
    private static final int MOST_VERSIONS = 1_000;

    private static final Pattern ARN = Pattern.compile("arn:[!-~]{1,2044}");

    private final BranchKeys branchKeys;
    private final String keyStore;

    /** In the key store of these, whose table has this name. */
    public DeleteBranchKeyStep(BranchKeys branchKeys, String keyStore) {
        this.branchKeys = branchKeys;
        this.keyStore = keyStore;
    }

    @Override
    public String name() {
        return "delete-branch-key";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        TenantRecord noted = record;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<BranchKeyDescription> found = branchKeys.describe(record.tenant());
            if (found.isEmpty()) {
                requireNoted(noted);
                // Of a deletion that was not finished.
                branchKeys.delete(record.tenant());
                return noted;
            }
            noted = notes.store(inventory(noted, found.get()));
            branchKeys.delete(record.tenant(), found.get().active());
        }
        throw new LifecycleException(
                ErrorCode.OPERATION_UNAVAILABLE,
                record.tenant(),
                true,
                "its branch key is rotated again and again while it is to be deleted; look who does that, then call"
                        + " TenantLifecycle.shred again",
                null);
    }

    /** Where nothing was ever found, it was looked for in the wrong place. */
    private void requireNoted(TenantRecord record) {
        if (!Parameters.find(record, Names.KEY_STORE).equals(Optional.of(keyStore))) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_REFUSED,
                    record.tenant(),
                    false,
                    "key store '" + keyStore + "' has no branch key for it; look at the setting 'keyStore', then call"
                            + " TenantLifecycle.shred again",
                    null);
        }
    }

    private TenantRecord inventory(TenantRecord record, BranchKeyDescription description) {
        List<String> versions = description.versions().stream()
                .map(version -> version.version().toString())
                .toList();
        List<String> rootKeys = description.rootKeyArns().stream()
                .filter(arn -> ARN.matcher(arn).matches())
                .sorted()
                .toList();
        TenantRecord noted = Parameters.with(record, Names.KEY_STORE, keyStore);
        noted = Parameters.with(noted, Names.ROWS, Integer.toString(description.rows()));
        noted = Parameters.with(noted, Names.VERSION_COUNT, Integer.toString(versions.size()));
        noted = Parameters.with(
                noted,
                Names.VERSIONS,
                joined(versions.subList(Math.max(0, versions.size() - MOST_VERSIONS), versions.size())));
        return Parameters.with(noted, Names.ROOT_KEYS, joined(rootKeys));
    }

    private static String joined(Collection<String> values) {
        return String.join(" ", values);
    }
}
