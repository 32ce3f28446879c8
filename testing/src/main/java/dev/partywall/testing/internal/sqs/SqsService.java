package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.protocol.AwsQueryProtocol;
import dev.partywall.testing.internal.wire.Judgement;
import dev.partywall.testing.internal.wire.Members;
import dev.partywall.testing.internal.wire.Refusal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * SQS: standard and FIFO queues in memory. Speaks AWS JSON 1.0
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-faqs.html).
 */
public final class SqsService implements LabService {

    private static final SqsProtocol PROTOCOL = new SqsProtocol();
    private static final Protocol QUERY = new AwsQueryProtocol("http://queue.amazonaws.com/doc/2012-11-05/");
    private static final String TARGET_PREFIX = "AmazonSQS";
    private static final String RECEIVE = "ReceiveMessage";

    private final LabAccount account;
    private final QueueStore queues;
    private final SqsAccess access;
    private final ReceiveOperation receive;
    private final LongPoll longPoll;
    private final Map<String, SqsOperation> operations = new HashMap<>();

    /** An account without queues; the timer serves long polls and must not be held up. */
    public SqsService(LabAccount account, Clock clock, ScheduledExecutorService timer) {
        this.account = account;
        this.queues = new QueueStore(account, clock);
        this.access = new SqsAccess(queues);
        this.receive = new ReceiveOperation(queues);
        this.longPoll = new LongPoll(timer);
        operations.putAll(new QueueOperations(queues).operations());
        operations.putAll(new MessageOperations(queues).operations());
    }

    Set<String> operations() {
        Set<String> names = new TreeSet<>(operations.keySet());
        names.add(RECEIVE);
        return names;
    }

    @Override
    public String name() {
        return "sqs";
    }

    @Override
    public boolean owns(LabRequest request) {
        return request.targetPrefix().equals(TARGET_PREFIX)
                || request.signingService().filter("sqs"::equals).isPresent();
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        String name = request.targetOperation();
        if (!request.targetPrefix().equals(TARGET_PREFIX)) {
            return oldProtocol();
        }
        if (!operations().contains(name)) {
            return notServed(name);
        }
        try {
            Members members = new Members(Json.parse(request.body()), SqsErrors::invalidParameter);
            String host = request.header("host").orElse("localhost");
            return judged(new SqsCall(name, members, host, account));
        } catch (IOException e) {
            return refused(name, SqsErrors.of(400, "SerializationException", "The body is not a JSON object."));
        }
    }

    private static PreparedCall oldProtocol() {
        LabError error = new LabError(
                400,
                "UnsupportedProtocol",
                "The lab's SQS speaks AWS JSON 1.0 and not AWS Query. Use a client of 2023-11 or newer.");
        return PreparedCall.refused("", QUERY.error(error));
    }

    private static PreparedCall notServed(String name) {
        return SqsAccess.NOT_SERVED.contains(name)
                ? PreparedCall.unmodelled(name, "sqs:" + name, "the operation is not modelled")
                : refused(name, SqsErrors.of(400, "InvalidAction", "The action " + name + " is not valid."));
    }

    private static PreparedCall refused(String name, Refusal refusal) {
        return PreparedCall.refused(name, PROTOCOL.error(refusal.error()));
    }

    private PreparedCall judged(SqsCall call) {
        return new PreparedCall(
                call.operation(),
                CallSubject.NONE,
                caller -> Judgement.of(PROTOCOL, () -> access(call, caller)),
                caller -> perform(call, caller));
    }

    private Access access(SqsCall call, Identity caller) {
        synchronized (queues) {
            return access.of(call, caller);
        }
    }

    private CompletionStage<LabResponse> perform(SqsCall call, Identity caller) {
        try {
            return call.operation().equals(RECEIVE)
                    ? receive(call)
                    : CompletableFuture.completedStage(success(performNow(call, caller)));
        } catch (Refusal e) {
            return CompletableFuture.completedStage(PROTOCOL.error(e.error()));
        }
    }

    private Map<String, Object> performNow(SqsCall call, Identity caller) {
        SqsOperation operation = operations.get(call.operation());
        if (operation == null) {
            throw new IllegalStateException("Nothing performs " + call.operation());
        }
        synchronized (queues) {
            return operation.perform(call, caller);
        }
    }

    private CompletionStage<LabResponse> receive(SqsCall call) {
        Duration patience;
        synchronized (queues) {
            patience = Duration.ofSeconds(receive.waitSeconds(call));
        }
        return longPoll.until(patience, () -> look(call))
                .thenApply(messages -> success(messages.isEmpty() ? Map.of() : Map.of("Messages", messages)))
                .exceptionally(SqsService::refusal);
    }

    private List<Map<String, Object>> look(SqsCall call) {
        synchronized (queues) {
            return receive.look(call);
        }
    }

    /** A queue may be deleted while somebody waits for its messages. */
    private static LabResponse refusal(Throwable failure) {
        if (failure instanceof CompletionException wrapped && wrapped.getCause() instanceof Refusal refusal) {
            return PROTOCOL.error(refusal.error());
        }
        throw new CompletionException(failure);
    }

    private static LabResponse success(Map<String, Object> answer) {
        return PROTOCOL.success(answer);
    }

    @Override
    public Set<String> servedOperations() {
        return operations();
    }

    @Override
    public Set<String> unservedOperations() {
        return SqsAccess.NOT_SERVED;
    }

    @Override
    public Set<String> conditionKeys() {
        return SqsAccess.KEYS;
    }

    @Override
    public Protocol protocol() {
        return PROTOCOL;
    }

    @Override
    public LabError throttled() {
        return new LabError(403, "RequestThrottled", "Rate exceeded");
    }

    @Override
    public LabError failed() {
        return new LabError(500, "InternalFailure", "An internal error that the test asked for.");
    }
}
