package dev.partywall.testing.internal;

import java.util.Optional;

/** Knows the access keys that the lab gave out. Safe for use by many threads. */
@FunctionalInterface
public interface CredentialDirectory {

    /** The access key with this id, if it is in force (expired ones are still found). */
    Optional<Credential> find(String accessKeyId);
}
