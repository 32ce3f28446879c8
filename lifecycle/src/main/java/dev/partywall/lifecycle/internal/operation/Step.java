package dev.partywall.lifecycle.internal.operation;

import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantRecord;

/**
 * A part of an operation that is noted when it is done. Each looks before it acts, so it may be repeated after a crash at any
 * point of it, and two processes may do it at the same time.
 */
public interface Step {

    /** Its name in the registry; never changes. */
    String name();

    /** Does the work; what comes back is stored, with the next step. */
    TenantRecord perform(TenantRecord record, Notes notes);

    /** Takes the work back, however much of it was done; what comes back is stored, with the step before. */
    default TenantRecord undo(TenantRecord record, Notes notes) {
        return record;
    }

    /**
     * Somebody else stored this step, or took it back, while this process did it: takes back what only this process made.
     *
     * @param mine the record as this process has done the step, with its operation
     * @param stored the record as it is stored
     */
    default void disown(TenantRecord mine, TenantRecord stored) {}

    /** What a step writes down before it is done. */
    interface Notes {
        /** Stores a record of the operation that is under way, at the same step. */
        TenantRecord store(TenantRecord changed);

        /** The record as it is stored now, whoever stored it. */
        TenantRecord read();

        /** Fails if somebody else has stored the record meanwhile: what follows is only the record's operation's to do. */
        default void requireCurrent(TenantRecord record) {
            if (read().version() != record.version()) {
                throw new RegistryConflictException(record.tenant(), record.version());
            }
        }

        /** Stores a parameter of the operation. */
        default TenantRecord store(TenantRecord record, String name, String value) {
            return store(Parameters.with(record, name, value));
        }
    }
}
