package dev.partywall.testing;

import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.function.Predicate;

/** A fault in force, until it is closed or has struck as often as it may. Safe for use by many threads. */
public interface LabFault extends AutoCloseable {

    /**
     * How often it has struck.
     *
     * @return the number of requests that it took
     */
    int hits();

    /**
     * How many requests it keeps waiting now: held, hanging or delayed ones whose client has not gone.
     *
     * @return the number
     */
    int waiting();

    /**
     * Waits up to 30 seconds until it has struck often enough.
     *
     * @param hits how often
     * @throws IllegalStateException if it has not by then, or the thread is interrupted
     */
    default void await(int hits) {
        await(hits, Duration.ofSeconds(30));
    }

    /**
     * Waits until it has struck often enough.
     *
     * @param hits how often
     * @param timeout how long to wait
     * @throws IllegalStateException if it has not by then, or the thread is interrupted
     */
    void await(int hits, Duration timeout);

    /**
     * Lets some of the waiting requests go, the oldest first: held ones go on to the service, hanging ones lose their
     * connection. Others keep waiting and new ones still come to wait. Delayed requests take no notice.
     *
     * @param count how many at most
     * @return how many there were
     */
    int release(int count);

    /** Lets all waiting requests go and ends the fault: the same as {@link #close()}, said for a fault that holds. */
    default void release() {
        close();
    }

    /**
     * Ends the fault. Held requests go on to the service; hanging requests never get an answer: their connections are
     * closed. Delayed requests keep their delay. Closing again does nothing.
     */
    @Override
    void close();

    /**
     * Which requests a fault strikes, and what it does to them. The conditions must all be met; without any, every
     * request of the action is struck. The last call, such as {@link #throttle()}, puts the fault in force.
     */
    interface Builder {

        /**
         * Only requests of one tenant.
         *
         * @param tenant the tenant, as of {@link LabCall#isOf}
         * @return this
         */
        Builder forTenant(TenantId tenant);

        /**
         * Only requests about one KMS key.
         *
         * @param keyArn the key's ARN
         * @return this
         */
        Builder forKey(String keyArn);

        /**
         * Only requests about one DynamoDB table.
         *
         * @param table the table's name
         * @return this
         */
        Builder forTable(String table);

        /**
         * Only requests that meet a condition.
         *
         * @param condition tried on each request as it arrives, while its outcome is still open; must not block
         * @return this
         */
        Builder matching(Predicate<LabCall> condition);

        /**
         * Only so many requests, then no more. Without this, all until the fault is closed.
         *
         * @param times how many, at least 1
         * @return this
         */
        Builder times(int times);

        /**
         * Answers that there are too many requests: {@code ThrottlingException} with status 400, of DynamoDB
         * {@code ProvisionedThroughputExceededException}. SDK clients try these again.
         *
         * @return the fault, in force
         */
        LabFault throttle();

        /**
         * Answers with an error of the service's own: {@code KMSInternalException} or {@code InternalServerError} with
         * status 500. SDK clients try these again.
         *
         * @return the fault, in force
         */
        LabFault serverError();

        /**
         * Answers as the service words that IAM denies a call: {@code AccessDeniedException} with status 400, of S3, SQS,
         * IAM and STS {@code AccessDenied} with status 403.
         *
         * @return the fault, in force
         */
        LabFault accessDenied();

        /**
         * Answers with any error, in the service's shape.
         *
         * @param status the HTTP status, 400 to 599
         * @param code the service's name of the error
         * @param message the words
         * @return the fault, in force
         */
        LabFault error(int status, String code, String message);

        /**
         * Resets the connection (TCP RST) in place of an answer.
         *
         * @return the fault, in force
         */
        LabFault reset();

        /**
         * Takes the request and never answers. The service does not see it. When the fault is closed, the connection is
         * closed without an answer. Hanging requests cost no threads.
         *
         * @return the fault, in force
         */
        LabFault hang();

        /**
         * Lets the request go on only after a while of real time (not of the lab's clock).
         *
         * @param delay how long
         * @return the fault, in force
         */
        LabFault delay(Duration delay);

        /**
         * Keeps the request until it is released, then lets it go on: for arranging races. A request whose client has
         * gone meanwhile is not performed.
         *
         * @return the fault, in force
         */
        LabFault hold();
    }
}
