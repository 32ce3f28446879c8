package dev.partywall.examples.records.report;

import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Counts the requests of AWS clients, each as it is about to be sent. Safe for many threads. */
public final class CallCounter {

    private final Counting kms = new Counting();
    private final Counting dynamoDb = new Counting();
    private final Counting sts = new Counting();

    /**
     * For KMS clients.
     *
     * @return the interceptor to set up the client with
     */
    public ExecutionInterceptor ofKms() {
        return kms;
    }

    /**
     * For DynamoDB clients.
     *
     * @return the interceptor to set up the client with
     */
    public ExecutionInterceptor ofDynamoDb() {
        return dynamoDb;
    }

    /**
     * For STS clients.
     *
     * @return the interceptor to set up the client with
     */
    public ExecutionInterceptor ofSts() {
        return sts;
    }

    /**
     * All requests so far.
     *
     * @return the count
     */
    public CallCount total() {
        return new CallCount(kms.requests.sum(), dynamoDb.requests.sum(), sts.requests.sum());
    }

    private static final class Counting implements ExecutionInterceptor {

        private final LongAdder requests = new LongAdder();

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            requests.increment();
        }
    }
}
