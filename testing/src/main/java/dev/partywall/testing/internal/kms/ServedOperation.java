package dev.partywall.testing.internal.kms;

/**
 * An operation with what is asked before it.
 *
 * @param operation performs it
 * @param access what KMS asks IAM
 */
record ServedOperation(KmsOperation operation, AccessModel access) {}
