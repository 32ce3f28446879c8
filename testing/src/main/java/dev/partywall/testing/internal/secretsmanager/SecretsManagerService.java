package dev.partywall.testing.internal.secretsmanager;

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
import dev.partywall.testing.internal.protocol.AwsJsonProtocol;
import dev.partywall.testing.internal.wire.Judgement;
import dev.partywall.testing.internal.wire.Members;
import dev.partywall.testing.internal.wire.Refusal;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Secrets Manager: secrets in memory, encrypted by nobody. Speaks AWS JSON 1.1
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html).
 */
public final class SecretsManagerService implements LabService {

    private static final AwsJsonProtocol PROTOCOL = AwsJsonProtocol.of("1.1");
    private static final String TARGET_PREFIX = "secretsmanager";

    private final SecretStore secrets;
    private final SecretAccess access;
    private final Map<String, SecretOperation> operations = new HashMap<>();

    /** An account without secrets. */
    public SecretsManagerService(LabAccount account, Clock clock) {
        this.secrets = new SecretStore(account, clock);
        this.access = new SecretAccess(secrets);
        operations.putAll(new SecretOperations(secrets).operations());
        operations.putAll(new ValueOperations(secrets).operations());
        operations.putAll(new PolicyOperations(secrets).operations());
        operations.put("ListSecrets", new ListOperation(secrets));
        operations.put("BatchGetSecretValue", new BatchOperation(secrets));
        operations.put("GetRandomPassword", new PasswordOperation(secrets.random()));
    }

    Map<String, SecretOperation> operations() {
        return operations;
    }

    @Override
    public String name() {
        return "secretsmanager";
    }

    @Override
    public boolean owns(LabRequest request) {
        return request.targetPrefix().equals(TARGET_PREFIX);
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        String name = request.targetOperation();
        SecretOperation operation = operations.get(name);
        if (operation == null) {
            return notServed(name);
        }
        try {
            Members members = new Members(Json.parse(request.body()), SecretErrors::invalidParameter);
            String newArn = secrets.newArn(members.text("Name").orElse(""));
            return judged(operation, new SecretCall(name, members, newArn, new BatchSelection()));
        } catch (IOException e) {
            return refused(name, SecretErrors.of("SerializationException", "The body is not a JSON object."));
        } catch (Refusal e) {
            return refused(name, e);
        }
    }

    private static PreparedCall notServed(String name) {
        return SecretAccess.NOT_SERVED.contains(name)
                ? PreparedCall.unmodelled(name, "secretsmanager:" + name, "the operation is not modelled")
                : refused(name, SecretErrors.of("UnknownOperationException", "There is no operation " + name + "."));
    }

    private static PreparedCall refused(String name, Refusal refusal) {
        return PreparedCall.refused(name, PROTOCOL.error(refusal.error()));
    }

    private PreparedCall judged(SecretOperation operation, SecretCall call) {
        return new PreparedCall(
                call.operation(),
                CallSubject.NONE,
                caller -> Judgement.of(PROTOCOL, () -> access(call)),
                caller -> CompletableFuture.completedStage(perform(operation, call, caller)));
    }

    private Access access(SecretCall call) {
        synchronized (secrets) {
            return access.of(call);
        }
    }

    private LabResponse perform(SecretOperation operation, SecretCall call, Identity caller) {
        try {
            Map<String, Object> answer;
            synchronized (secrets) {
                answer = operation.perform(call, caller);
            }
            return PROTOCOL.success(answer);
        } catch (Refusal e) {
            return PROTOCOL.error(e.error());
        }
    }

    @Override
    public Set<String> servedOperations() {
        return operations.keySet();
    }

    @Override
    public Set<String> unservedOperations() {
        return SecretAccess.NOT_SERVED;
    }

    @Override
    public Set<String> conditionKeys() {
        return SecretKeys.NAMES;
    }

    @Override
    public Protocol protocol() {
        return PROTOCOL;
    }

    @Override
    public LabError throttled() {
        return new LabError(400, "ThrottlingException", "Rate exceeded");
    }

    @Override
    public LabError failed() {
        return new LabError(500, "InternalServiceError", "An internal error that the test asked for.");
    }
}
