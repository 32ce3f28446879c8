package dev.partywall.testing;

import java.util.List;

/**
 * Makes the lab fail, hang or wait on purpose.
 *
 * <pre>{@code
 * try (LabFault fault = lab.faults().on("kms:Decrypt").forTenant(acme).times(3).hang()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Faults are tried in the order in which they were made. The first that takes a request decides; a request that was
 * only delayed or held goes on to those made later, then to the service. Safe for use by many threads.
 */
public interface LabFaults {

    /**
     * Starts a fault for an action.
     *
     * @param action an IAM action such as {@code kms:Decrypt}; a {@code *} at the end stands for any rest, so that
     *     {@code dynamodb:*} is all of DynamoDB and {@code *} is everything
     * @return the fault to be made
     * @throws IllegalArgumentException if the action is not of that form
     */
    LabFault.Builder on(String action);

    /**
     * The faults in force.
     *
     * @return a snapshot, in the order in which they were made
     */
    List<LabFault> active();

    /** Closes all faults in force. */
    void clear();
}
