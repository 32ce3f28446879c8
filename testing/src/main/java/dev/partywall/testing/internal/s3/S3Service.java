package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.protocol.RestXmlProtocol;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * S3: general purpose buckets without versions, kept in memory, with as much room as the heap has. Speaks REST with XML
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html), path-style and virtual-hosted-style.
 */
public final class S3Service implements LabService {

    private static final RestXmlProtocol PROTOCOL = new RestXmlProtocol();

    private final Map<String, S3Operation> operations = new HashMap<>();
    private final Buckets buckets;

    /** An account without buckets. */
    public S3Service(LabAccount account, Clock clock) {
        this.buckets = new Buckets(account, clock);
        List.of(
                        BucketOperations.operations(),
                        ListOperations.operations(),
                        ReadOperations.operations(),
                        WriteOperations.operations(),
                        DeleteOperations.operations(),
                        TaggingOperations.operations(),
                        PolicyOperations.operations(),
                        MultipartOperations.operations(),
                        UploadListings.operations())
                .forEach(group -> group.forEach(operation -> operations.put(operation.name(), operation)));
    }

    @Override
    public String name() {
        return "s3";
    }

    /** Of the requests without a signature those that no other service can be meant by. */
    @Override
    public boolean owns(LabRequest request) {
        return request.signingService().map("s3"::equals).orElseGet(() -> isRest(request));
    }

    private static boolean isRest(LabRequest request) {
        boolean form = request.header("content-type").orElse("").startsWith("application/x-www-form-urlencoded");
        return request.header("x-amz-target").isEmpty()
                && request.header("authorization").isEmpty()
                && request.queryParameter("Action").isEmpty()
                && !(form && request.method().equals("POST"));
    }

    @Override
    public boolean takesAnonymous(LabRequest request) {
        return true;
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        try {
            return prepare(new S3Request(request));
        } catch (S3Exception e) {
            return PreparedCall.refused("Unknown", PROTOCOL.error(e.error()));
        }
    }

    private PreparedCall prepare(S3Request request) {
        Optional<String> name = Routes.operation(request);
        Optional<Unserved> unserved =
                name.isPresent() ? Unserved.header(request, name.get()) : Optional.of(Unserved.of(request));
        if (unserved.isPresent()) {
            return PreparedCall.unmodelled(
                    name.orElseGet(unserved.get()::operation),
                    unserved.get().action(),
                    unserved.get().missing());
        }
        S3Operation operation =
                Optional.ofNullable(operations.get(name.orElseThrow())).orElseThrow();
        S3Execution execution = new S3Execution(operation, request, buckets, PROTOCOL);
        return new PreparedCall(
                operation.name(),
                CallSubject.NONE,
                execution::access,
                caller -> CompletableFuture.completedStage(execution.perform()));
    }

    @Override
    public Set<String> servedOperations() {
        return operations.keySet();
    }

    @Override
    public Set<String> unservedOperations() {
        return Unserved.parameters();
    }

    @Override
    public Set<String> conditionKeys() {
        return S3Keys.names();
    }

    @Override
    public Protocol protocol() {
        return PROTOCOL;
    }

    @Override
    public LabError throttled() {
        return new LabError(503, "SlowDown", "Please reduce your request rate.");
    }

    @Override
    public LabError failed() {
        return new LabError(500, "InternalError", "An internal error that the test asked for.");
    }
}
