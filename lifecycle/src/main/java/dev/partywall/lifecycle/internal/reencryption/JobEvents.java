package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.TenantIsolationException;

/** Tells of partitions that are done, and of those that ended with a failure; of single records the report tells. */
final class JobEvents {

    private static final String OPERATION = "REENCRYPT";

    private final ReencryptionSettings settings;

    JobEvents(ReencryptionSettings settings) {
        this.settings = settings;
    }

    void completed(String partition) {
        settings.listener()
                .onEvent(new IsolationEvent.OperationStepCompleted(
                        settings.clock().instant(), settings.tenant().id(), OPERATION, partition, false));
    }

    /** Not of a run that was to end. */
    void failed(String partition, RuntimeException failure) {
        if (!Failures.isEnd(failure)) {
            ErrorCode code = failure instanceof TenantIsolationException typed ? typed.code() : ErrorCode.BUG;
            settings.listener()
                    .onEvent(new IsolationEvent.OperationFailed(
                            settings.clock().instant(), settings.tenant().id(), OPERATION, partition, code));
        }
    }
}
