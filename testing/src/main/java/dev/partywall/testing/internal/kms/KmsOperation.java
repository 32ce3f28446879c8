package dev.partywall.testing.internal.kms;

import java.util.Map;

/** An operation of KMS. */
@FunctionalInterface
interface KmsOperation {

    /** The answer for operations that answer with an empty body. */
    Map<String, Object> NOTHING = Map.of();

    /**
     * Performs it.
     *
     * @throws KmsException if KMS would refuse
     */
    Map<String, ?> perform(KmsRequest request);
}
