package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.protocol.AwsJsonProtocol;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** DynamoDB: tells what is to be asked of IAM and leaves the work to DynamoDB Local, which starts in the background. */
public final class DynamoDbService implements LabService, AutoCloseable {

    /** By name: a class of ours that mentions it cannot be loaded where it is absent. */
    private static final String LAUNCHED = "com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler";

    private static final String NAMESPACE = "com.amazonaws.dynamodb.v20120810#";

    private static final String STREAMS = "DynamoDBStreams_20120810";

    /** Errors that DynamoDB has in common with other services. */
    private static final Map<String, String> COMMON = Map.of(
            "AccessDeniedException", "com.amazon.coral.service#",
            "SerializationException", "com.amazon.coral.service#",
            "ThrottlingException", "com.amazon.coral.service#",
            "UnknownOperationException", "com.amazon.coral.service#",
            "ValidationException", "com.amazon.coral.validate#");

    static final AwsJsonProtocol PROTOCOL = new AwsJsonProtocol("1.0", DynamoDbService::namespaced);

    private final Tables tables = new Tables();
    private final SchemaGate gate = new SchemaGate();
    private final AccessModel model;
    private final LocalArns arns;
    private final CompletableFuture<DynamoDbLocal> local;

    DynamoDbService(LabAccount account, Supplier<DynamoDbLocal> start) {
        this.local = CompletableFuture.supplyAsync(start, DynamoDbService::inBackground);
        this.model = new AccessModel(account, tables);
        this.arns = new LocalArns(account);
    }

    /** Starts DynamoDB Local and does not wait for it: the calls do, and fail as the start does. */
    public static DynamoDbService starting(LabAccount account) {
        return new DynamoDbService(account, DynamoDbLocal::start);
    }

    private static void inBackground(Runnable start) {
        Thread starter = new Thread(start, "aws-lab-dynamodb-start");
        starter.setDaemon(true);
        starter.start();
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

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public boolean owns(LabRequest request) {
        return request.targetPrefix().equals("DynamoDB_20120810")
                || request.targetPrefix().equals(STREAMS);
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        String name = request.targetOperation();
        Optional<Operation> operation = Operation.find(request.targetPrefix().equals(STREAMS), name);
        if (operation.isEmpty()) {
            return refused(name, new LabError(400, "UnknownOperationException", "An unknown operation was requested."));
        }
        try {
            DynamoDbCall call =
                    new DynamoDbCall(operation.get(), Json.parse(request.body()), request, model, this::forward);
            return new PreparedCall(
                    name, call.subject(), caller -> call.access(), caller -> call.perform(tables, gate));
        } catch (IOException e) {
            return refused(name, new LabError(400, "SerializationException", "The body is not a JSON object."));
        } catch (RequestRefusedException e) {
            return refused(name, e.error());
        }
    }

    private static PreparedCall refused(String operation, LabError error) {
        return PreparedCall.refused(operation, PROTOCOL.error(error));
    }

    /**
     * Sends what was understood, not what was sent: of a member that is there twice, DynamoDB Local might see the other one.
     */
    CompletionStage<LabResponse> forward(LabRequest request, Map<String, Object> members) {
        byte[] body = Json.write(arns.toLocal(members));
        return local.thenCompose(ready -> ready.send(request.withBody(body)))
                .thenApply(response -> arns.fromLocal(request.targetOperation(), response));
    }

    @Override
    public Set<String> servedOperations() {
        return Operation.names(true);
    }

    @Override
    public Set<String> unservedOperations() {
        return Operation.names(false);
    }

    @Override
    public Set<String> conditionKeys() {
        return AccessKeys.names();
    }

    @Override
    public Protocol protocol() {
        return PROTOCOL;
    }

    private static String namespaced(String code) {
        return COMMON.getOrDefault(code, NAMESPACE) + code;
    }

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
    @Override
    public LabError throttled() {
        return new LabError(
                400,
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded.");
    }

    @Override
    public LabError failed() {
        return new LabError(500, "InternalServerError", "An internal error that the test asked for.");
    }

    /** Stops DynamoDB Local; if it is just starting, waits for that first. One that did not start has nothing to stop. */
    @Override
    public void close() {
        local.handle((started, failure) -> Optional.ofNullable(started)).join().ifPresent(DynamoDbLocal::close);
    }
}
