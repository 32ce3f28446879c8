package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.InjectedError;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** DynamoDB: looks at what passes and leaves the work to DynamoDB Local, which starts in the background. */
public final class DynamoDbService implements LabService, AutoCloseable {

    /** By name: a class of ours that mentions it cannot be loaded where it is absent. */
    private static final String LAUNCHED = "com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler";

    private static final String NAMESPACE = "com.amazonaws.dynamodb.v20120810#";

    private final TableKeys keys = new TableKeys();
    private final DynamoDbSubjects subjects = new DynamoDbSubjects(keys);
    private final CompletableFuture<DynamoDbLocal> local;
    private final CompletableFuture<Forwarder> forwarder;

    private DynamoDbService(EventLoopGroup loops) {
        this.local = new CompletableFuture<>();
        this.forwarder = local.thenApply(started -> new Forwarder(loops, started.address()));
        Thread starter = new Thread(this::start, "aws-lab-dynamodb-start");
        starter.setDaemon(true);
        starter.start();
    }

    /** Starts DynamoDB Local and does not wait for it: the calls do. */
    public static DynamoDbService starting(EventLoopGroup loops) {
        return new DynamoDbService(loops);
    }

    /** Whether DynamoDB Local is on the class path. */
    public static boolean isAvailable() {
        try {
            Class.forName(LAUNCHED, false, DynamoDbService.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private void start() {
        try {
            local.complete(DynamoDbLocal.start());
        } catch (RuntimeException | LinkageError e) {
            local.completeExceptionally(e);
        }
    }

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public boolean owns(LabRequest request) {
        return request.targetPrefix().equals("DynamoDB_20120810")
                || request.targetPrefix().equals("DynamoDBStreams_20120810");
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        Map<String, Object> members = members(request);
        CallSubject subject = subjects.of(members);
        return new PreparedCall(
                subject,
                () -> forward(request).thenApply(response -> {
                    if (response.errorCode().isEmpty()) {
                        keys.learn(request.operation(), members);
                    }
                    return response;
                }));
    }

    private CompletionStage<LabResponse> forward(LabRequest request) {
        return forwarder.thenCompose(ready -> ready.send(request));
    }

    private static Map<String, Object> members(LabRequest request) {
        try {
            return Json.parse(request.body());
        } catch (IOException e) {
            return Map.of(); // DynamoDB Local will say what is wrong with it
        }
    }

    @Override
    public LabResponse refuse(LabError error) {
        String namespace =
                error.code().equals("ThrottlingException") || error.code().equals("AccessDeniedException")
                        ? "com.amazon.coral.service#"
                        : NAMESPACE;
        byte[] body = Json.write(Map.of("__type", namespace + error.code(), "message", error.message()));
        return LabResponse.error(error.status(), headers(body), body, error.code());
    }

    /** Clients check the sum: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html */
    private static Map<String, String> headers(byte[] body) {
        CRC32 sum = new CRC32();
        sum.update(body);
        return Map.of(
                "Content-Type", "application/x-amz-json-1.0", "x-amz-crc32", Long.toUnsignedString(sum.getValue()));
    }

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
    @Override
    public LabError inject(InjectedError kind, LabRequest request) {
        return switch (kind) {
            case THROTTLED ->
                new LabError(
                        400,
                        "ProvisionedThroughputExceededException",
                        "The level of configured provisioned throughput for the table was exceeded.");
            case FAILED -> new LabError(500, "InternalServerError", "An internal error that the test asked for.");
            case DENIED ->
                new LabError(
                        400,
                        "AccessDeniedException",
                        "The caller is not authorized to perform: dynamodb:" + request.operation()
                                + " because a test denies it");
        };
    }

    /** Stops DynamoDB Local; if it is just starting, waits for that first. */
    @Override
    public void close() {
        whenStarted(forwarder, Forwarder::close);
        whenStarted(local, DynamoDbLocal::close);
    }

    private static <T> void whenStarted(CompletableFuture<T> starting, Consumer<T> action) {
        starting.thenAccept(action).exceptionally(failure -> null).join();
    }
}
