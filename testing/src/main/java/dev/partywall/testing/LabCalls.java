package dev.partywall.testing;

import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The calls that reached the lab, in the order of arrival.
 *
 * <p>A call is recorded when it arrives, and its end is recorded before its answer leaves: a client that has its answer
 * finds its call here, ended. Filters give views that stay live and can be combined:
 *
 * <pre>{@code
 * long mark = lab.calls().mark();
 * ...
 * assertThat(lab.calls().since(mark).of("kms:Decrypt").forTenant(acme).count()).isEqualTo(1);
 * }</pre>
 *
 * <p>The record grows until it is cleared. Safe for use by many threads.
 */
public interface LabCalls {

    /**
     * The calls of one action.
     *
     * @param action an IAM action such as {@code kms:Decrypt}; a {@code *} at the end stands for any rest, so that
     *     {@code kms:*} is all of KMS and {@code *} is everything
     * @return a live view
     * @throws IllegalArgumentException if the action is not of that form
     */
    LabCalls of(String action);

    /**
     * The calls of one tenant.
     *
     * @param tenant the tenant
     * @return a live view of the calls for which {@link LabCall#isOf} holds
     */
    LabCalls forTenant(TenantId tenant);

    /**
     * The calls about one KMS key.
     *
     * @param keyArn the key's ARN
     * @return a live view
     */
    LabCalls forKey(String keyArn);

    /**
     * The calls about one DynamoDB table.
     *
     * @param table the table's name
     * @return a live view
     */
    LabCalls forTable(String table);

    /**
     * The calls that arrived after a mark.
     *
     * @param mark what {@link #mark()} gave
     * @return a live view
     */
    LabCalls since(long mark);

    /**
     * The calls that have no answer yet.
     *
     * @return a live view
     */
    LabCalls inFlight();

    /**
     * The calls that meet a condition.
     *
     * @param condition the condition; it may be tried on several threads and must not block
     * @return a live view
     */
    LabCalls matching(Predicate<LabCall> condition);

    /**
     * The moment, for {@link #since(long)}.
     *
     * @return the sequence of the newest call in the lab, 0 if there was none; clearing does not set it back
     */
    long mark();

    /**
     * How many calls there are.
     *
     * @return the count
     */
    int count();

    /**
     * The calls.
     *
     * @return a snapshot, in the order of arrival
     */
    List<LabCall> list();

    /**
     * Waits until there are enough calls.
     *
     * @param count how many
     * @param timeout how long to wait
     * @throws IllegalStateException if there are not enough by then, or the thread is interrupted
     */
    void await(int count, Duration timeout);

    /** Forgets the calls of this view. Those in flight go on, unrecorded. */
    void clear();
}
