package dev.partywall.testing.internal.dynamodb;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * DynamoDB Local, in memory, one database for all credentials and regions.
 *
 * <p>Its own launcher listens on all interfaces and sets up telemetry; its handler, called without a server, does neither:
 * telemetry is sent only by the launchers.
 */
final class DynamoDbLocal implements AutoCloseable {

    /** DynamoDB Local touches its database on one thread anyway: these read requests and write answers. */
    private static final int THREADS = 8;

    private static final int PATIENCE_SECONDS = 10;

    private static final LabRequest FIRST = new LabRequest(
            "POST", "/", Map.of("x-amz-target", "DynamoDB_20120810.ListTables"), "{}".getBytes(StandardCharsets.UTF_8));

    private final LocalDynamoDBServerHandler handler;
    private final ThreadGroup group = new ThreadGroup("aws-lab-dynamodb");
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, this::thread);
    private volatile boolean closed;

    private DynamoDbLocal(LocalDynamoDBServerHandler handler) {
        this.handler = handler;
    }

    /** Starts it and has it answer once: it makes its database, and loads most of itself, for the first request only. */
    static DynamoDbLocal start() {
        try {
            return new DynamoDbLocal(handler()).answering();
        } catch (Exception | LinkageError e) {
            throw new IllegalStateException("DynamoDB Local does not start: " + e, e);
        }
    }

    private static LocalDynamoDBServerHandler handler() throws Exception {
        boolean inMemory = true;
        boolean sharedDb = true;
        boolean delayTransientStatuses = false;
        return new LocalDynamoDBServerHandler(
                new LocalDynamoDBRequestHandler(0, inMemory, null, sharedDb, delayTransientStatuses), null);
    }

    private DynamoDbLocal answering() {
        try {
            LabResponse answer = send(FIRST).join();
            if (answer.status() != 200) {
                throw new IllegalStateException("its first answer is " + answer);
            }
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(group, work, "aws-lab-dynamodb");
        thread.setDaemon(true);
        return thread;
    }

    /** Sends a request; completes with DynamoDB Local's answer. */
    CompletableFuture<LabResponse> send(LabRequest request) {
        return CompletableFuture.supplyAsync(() -> answer(request), threads);
    }

    private LabResponse answer(LabRequest request) {
        if (closed) {
            throw new IllegalStateException("The lab is closed");
        }
        try {
            return new LocalExchange(request).through(handler);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local failed: " + e, e);
        }
    }

    /**
     * Stops it when it has answered what it is at: a request that came later would bring its database back. Its background
     * jobs sleep on threads that are no daemons, up to a day, and its own shutdown does not wake them; they were born into
     * the thread group of the threads that call it, which is how to find them.
     */
    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        awaitAnswers();
        handler.close();
        group.interrupt();
    }

    private void awaitAnswers() {
        try {
            boolean unused = threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
