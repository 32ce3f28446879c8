package dev.partywall.testing.internal;

/**
 * An AWS service behind the front door.
 *
 * <p>All methods are called on event loop threads and must not block.
 */
public interface LabService {

    /** The prefix of the service's IAM actions, such as {@code kms}. */
    String name();

    /** Whether the request is for this service. */
    boolean owns(LabRequest request);

    /** Parses the request: what it is about, and how to perform it. Never throws: a bad request performs its refusal. */
    PreparedCall prepare(LabRequest request);

    /** An error in the shape of this service. */
    LabResponse refuse(LabError error);

    /** How this service words an error that a test asks for. */
    LabError inject(InjectedError kind, LabRequest request);
}
