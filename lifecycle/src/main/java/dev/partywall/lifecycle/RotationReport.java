package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.Rotation;
import java.util.Map;
import java.util.Set;

/**
 * What a round of rotations did. Tenants that are not served are left out of it.
 *
 * @param due tenants whose active version was due, and how that ended: {@link Rotation.Superseded} where somebody else rotated it
 *     first
 * @param notDue tenants whose active version was not due
 * @param failed tenants that could not be looked at or rotated, and why
 * @param unfinished tenants that were not come to, because the thread was interrupted
 */
public record RotationReport(
        Map<TenantId, Rotation> due,
        Set<TenantId> notDue,
        Map<TenantId, TenantIsolationException> failed,
        Set<TenantId> unfinished) {

    /**
     * Copies the collections.
     *
     * @param due tenants whose active version was due
     * @param notDue tenants whose active version was not due
     * @param failed tenants that could not be looked at or rotated
     * @param unfinished tenants that were not come to
     */
    public RotationReport {
        due = Map.copyOf(due);
        notDue = Set.copyOf(notDue);
        failed = Map.copyOf(failed);
        unfinished = Set.copyOf(unfinished);
    }

    /**
     * Whether every due key was rotated.
     *
     * @return whether nothing failed and nothing is left
     */
    public boolean isComplete() {
        return failed.isEmpty() && unfinished.isEmpty();
    }
}
