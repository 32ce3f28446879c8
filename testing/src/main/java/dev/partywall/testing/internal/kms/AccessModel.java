package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import java.util.List;

/**
 * What KMS asks IAM before it performs an operation
 * (https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html).
 */
@FunctionalInterface
interface AccessModel {

    /**
     * The questions, at least one; all must be answered with "allowed".
     *
     * @throws KmsException if KMS refuses the request before it asks: what it names does not exist
     */
    List<AccessCheck> of(KmsRequest request, Identity caller);
}
