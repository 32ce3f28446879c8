package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** One call on its way: it is read, judged by what was read, and performed only as it was judged. */
final class DynamoDbCall {

    private final Operation operation;
    private final Map<String, Object> members;
    private final LabRequest request;
    private final BiFunction<LabRequest, Map<String, Object>, CompletionStage<LabResponse>> local;
    private final AccessModel model;
    private volatile Reading judged;

    /** A call that goes to DynamoDB Local by {@code local}. */
    DynamoDbCall(
            Operation operation,
            Map<String, Object> members,
            LabRequest request,
            AccessModel model,
            BiFunction<LabRequest, Map<String, Object>, CompletionStage<LabResponse>> local) {
        this.operation = operation;
        this.members = members;
        this.request = request;
        this.model = model;
        this.local = local;
        this.judged = model.read(operation, members);
    }

    /** What it is about. */
    CallSubject subject() {
        return judged.subject();
    }

    /** What AWS asks IAM, by what is known of tables now: that reading is the one that it is performed by. */
    Access access() {
        judged = model.read(operation, members);
        return judged.access();
    }

    /** Performs it. */
    CompletionStage<LabResponse> perform(Tables tables, SchemaGate gate) {
        return operation.changesTables()
                ? gate.exclusive(() -> change(tables))
                : gate.shared(
                        () -> judged.holds(tables) ? use(tables) : done(notFound("Requested resource not found")));
    }

    private CompletionStage<LabResponse> use(Tables tables) {
        return switch (operation.name()) {
            case "ListTagsOfResource" -> done(tags(tables));
            case "DescribeEndpoints" -> done(endpoints());
            default -> local.apply(request, members);
        };
    }

    private CompletionStage<LabResponse> change(Tables tables) {
        if (!judged.atHome()) {
            return done(notFound("Requested resource not found"));
        } else if (operation.kind() == Operation.Kind.TAGS) {
            return done(changeTags(tables));
        }
        return local.apply(request, members).thenApply(response -> {
            if (response.errorCode().isEmpty()) {
                Map<?, ?> description = DynamoDbJson.object(parse(response).get("TableDescription"));
                tables.learn(operation.name(), description, Tags.of(members.get("Tags")));
            }
            return response;
        });
    }

    private static Map<String, Object> parse(LabResponse response) {
        try {
            return Json.parse(response.body());
        } catch (IOException e) {
            throw new IllegalStateException("DynamoDB Local does not answer in JSON", e);
        }
    }

    private LabResponse changeTags(Tables tables) {
        String name = table();
        Map<String, String> tags = tables.find(name).map(TableSchema::tags).orElse(Map.of());
        try {
            boolean found = tables.tag(
                    name,
                    operation.name().equals("TagResource")
                            ? Tags.added(tags, Tags.of(members.get("Tags")))
                            : Tags.removed(tags, TableOperations.tagKeys(members)));
            return found ? answer(Map.of()) : noSuchResource();
        } catch (RequestRefusedException e) {
            return DynamoDbService.PROTOCOL.error(e.error());
        }
    }

    private LabResponse tags(Tables tables) {
        return tables.find(table())
                .map(schema -> answer(Map.of("Tags", Tags.list(schema.tags()))))
                .orElseGet(this::noSuchResource);
    }

    private String table() {
        return judged.subject().tables().get(0);
    }

    /** The lab is its own endpoint. */
    private LabResponse endpoints() {
        String host = request.header("host").orElse("localhost");
        return answer(Map.of("Endpoints", List.of(Map.of("Address", host, "CachePeriodInMinutes", 1440))));
    }

    private LabResponse noSuchResource() {
        return notFound("Requested resource not found: ResourceArn: " + members.get("ResourceArn") + " not found");
    }

    private static LabResponse notFound(String message) {
        return DynamoDbService.PROTOCOL.error(new LabError(400, "ResourceNotFoundException", message));
    }

    private static LabResponse answer(Map<String, ?> members) {
        return DynamoDbService.PROTOCOL.success(members);
    }

    private static CompletionStage<LabResponse> done(LabResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
