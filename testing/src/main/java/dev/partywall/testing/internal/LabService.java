package dev.partywall.testing.internal;

import java.util.Optional;
import java.util.Set;

/**
 * An AWS service behind the front door.
 *
 * <p>All methods are called on event loop threads and must not block.
 */
public interface LabService {

    /** The prefix of the service's IAM actions, such as {@code kms}. */
    String name();

    /** The service's name in credential scopes; empty if it takes requests that are signed for any. */
    default Optional<String> signingName() {
        return Optional.of(name());
    }

    /** Whether the request is for this service. */
    boolean owns(LabRequest request);

    /** Whether the request may come without a signature: its caller is then anonymous. */
    default boolean takesAnonymous(LabRequest request) {
        return false;
    }

    /** Parses the request: what it is about, and how to perform it. Never throws: a bad request performs its refusal. */
    PreparedCall prepare(LabRequest request);

    /** The operations that it performs. */
    default Set<String> servedOperations() {
        return Set.of();
    }

    /** What AWS has and the lab refuses by name; with S3 the parameters of addresses, such as {@code ?acl}. */
    default Set<String> unservedOperations() {
        return Set.of();
    }

    /**
     * The condition keys, beside those that every request has, that it gives values or knows to have none; one that ends in
     * {@code /} or {@code :} stands for all that begin with it.
     */
    default Set<String> conditionKeys() {
        return Set.of();
    }

    /** How the service words and shapes errors. */
    Protocol protocol();

    /** How this service words that there are too many requests. */
    LabError throttled();

    /** How this service words a failure of its own. */
    LabError failed();
}
