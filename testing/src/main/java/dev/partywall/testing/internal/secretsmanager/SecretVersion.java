package dev.partywall.testing.internal.secretsmanager;

import java.time.Instant;
import java.util.TreeSet;

/**
 * A version of a secret. Guarded by the store's lock.
 *
 * @param id its id
 * @param value its value
 * @param created when it was made
 * @param stages its staging labels; a version without is deprecated
 */
record SecretVersion(String id, SecretValue value, Instant created, TreeSet<String> stages) {

    SecretVersion(String id, SecretValue value, Instant created) {
        this(id, value, created, new TreeSet<>());
    }
}
