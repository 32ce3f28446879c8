package dev.partywall.lifecycle.internal.operation;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import java.util.Optional;
import java.util.UUID;

/** What an operation was called with, and what its steps have found out. */
public final class Parameters {

    private Parameters() {}

    /** A parameter, if it is there. */
    public static Optional<String> find(TenantRecord record, String name) {
        return record.operation().map(operation -> operation.parameters().get(name));
    }

    /** A parameter that has to be there. */
    public static String require(TenantRecord record, String name) {
        return find(record, name)
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.REGISTRY_RECORD_MALFORMED,
                        record.tenant(),
                        false,
                        "its operation has no parameter '" + name
                                + "' in the registry; restore the record from a backup of the registry",
                        null));
    }

    /** The id of the operation that is under way. */
    public static UUID operation(TenantRecord record) {
        return record.operation()
                .map(TenantOperation::id)
                .orElseThrow(() -> new IllegalStateException("a step without an operation"));
    }

    /** Whether the operation of a record is being taken back by now, or is over with nothing left of what it made. */
    public static boolean isTakenBack(TenantRecord mine, TenantRecord stored) {
        return isSameOperation(mine, stored)
                ? stored.operation().filter(TenantOperation::undoing).isPresent()
                : stored.status() == TenantStatus.ONBOARDING || stored.status() == TenantStatus.SHREDDED;
    }

    /** Whether the same operation is under way by both records. */
    public static boolean isSameOperation(TenantRecord mine, TenantRecord stored) {
        Optional<UUID> id = stored.operation().map(TenantOperation::id);
        return id.isPresent() && id.equals(mine.operation().map(TenantOperation::id));
    }

    /** The record with one parameter more, or with another value for one. */
    public static TenantRecord with(TenantRecord record, String name, String value) {
        return record.withOperation(record.operation().map(operation -> operation.with(name, value)));
    }
}
