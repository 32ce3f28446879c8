package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.Identity;
import java.util.Map;

/** An operation of SQS. */
@FunctionalInterface
interface SqsOperation {

    /** Performs it for its caller, or throws the refusal. The caller holds the store's monitor. */
    Map<String, Object> perform(SqsCall call, Identity caller);
}
