package dev.partywall.lifecycle;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An operation on a tenant that is under way, as the registry remembers it: what a restart goes on with.
 *
 * @param id a number of its own, which also marks what it makes in AWS
 * @param kind which operation
 * @param step the step to be done next; all steps before it are done
 * @param undoing whether the operation failed and its steps are being taken back, from {@code step} to the first
 * @param parameters what the operation was called with, and what its steps have found out; no secrets
 * @param begunAt when it began
 */
public record TenantOperation(
        UUID id, Kind kind, String step, boolean undoing, Map<String, String> parameters, Instant begunAt) {

    /** The operations. */
    public enum Kind {
        /** Makes what a tenant needs. */
        ONBOARD,
        /** Carries a branch key over to another root key. */
        MIGRATE,
        /** Stops serving a tenant. */
        SUSPEND,
        /** Serves a suspended tenant again. */
        RESUME,
        /** Has the data of a tenant exported that is on its way out; beside whatever operation stands, so no record tells of it. */
        OFFBOARD,
        /** Deletes a tenant's keys. */
        SHRED
    }

    /**
     * Copies the map.
     *
     * @param id a number of its own
     * @param kind which operation
     * @param step the step to be done next
     * @param undoing whether the operation's steps are being taken back
     * @param parameters what the operation was called with, and what its steps have found out
     * @param begunAt when it began
     */
    public TenantOperation {
        parameters = Map.copyOf(parameters);
    }

    /**
     * This operation at another step.
     *
     * @param changed the step to be done next, or to be taken back next
     * @param isUndoing whether steps are being taken back
     * @return the new operation; this one stays as it is
     */
    public TenantOperation at(String changed, boolean isUndoing) {
        return new TenantOperation(id, kind, changed, isUndoing, parameters, begunAt);
    }

    /**
     * This operation with one parameter more, or with another value for one.
     *
     * @param name the parameter
     * @param value its value; no secret
     * @return the new operation; this one stays as it is
     */
    public TenantOperation with(String name, String value) {
        Map<String, String> changed = new HashMap<>(parameters);
        changed.put(name, value);
        return new TenantOperation(id, kind, step, undoing, changed, begunAt);
    }
}
