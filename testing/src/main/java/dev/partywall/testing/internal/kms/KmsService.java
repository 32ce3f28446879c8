package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.protocol.AwsJsonProtocol;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * KMS: symmetric keys, kept in memory. Speaks AWS JSON 1.1
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
 */
public final class KmsService implements LabService, AutoCloseable {

    private static final AwsJsonProtocol PROTOCOL = AwsJsonProtocol.of("1.1");

    private static final String TARGET_PREFIX = "TrentService";

    private final KeyRegistry keys;
    private final BlobSeal seal;
    private final KmsSubjects subjects;
    private final GrantResolver grants;
    private final LockoutCheck lockout;
    private final Map<String, ServedOperation> operations;

    /** An account without keys. */
    public KmsService(LabAccount account, Clock clock) {
        SecureRandom random = new SecureRandom();
        this.keys = new KeyRegistry(account, clock, random);
        this.seal = new BlobSeal(random);
        this.subjects = new KmsSubjects(keys, seal);
        GrantRegistry registry = new GrantRegistry(keys, random);
        this.grants = new GrantResolver(keys, registry);
        this.lockout = new LockoutCheck(keys, new Authorizer(account, clock));
        this.operations = guarded(operations(registry, random), models(registry));
    }

    private Map<String, KmsOperation> operations(GrantRegistry registry, SecureRandom random) {
        Map<String, KmsOperation> all = new HashMap<>();
        all.putAll(new KeyOperations(keys).operations());
        all.putAll(new AliasOperations(keys).operations());
        all.putAll(new TagOperations(keys).operations());
        all.putAll(new RotationOperations(keys).operations());
        all.putAll(new PolicyOperations(keys).operations());
        all.putAll(new GrantOperations(keys, registry).operations());
        all.putAll(new CryptographicOperations(keys, seal, random).operations());
        return all;
    }

    private Map<String, AccessModel> models(GrantRegistry registry) {
        KeyQuestions questions = new KeyQuestions(keys, registry);
        Map<String, AccessModel> all = new HashMap<>();
        all.putAll(new AccountAccess(keys).models());
        all.putAll(new KeyAccess(keys, questions).models());
        all.putAll(new AliasAccess(keys, questions).models());
        all.putAll(new GrantAccess(keys, registry, questions).models());
        all.putAll(new CryptographicAccess(keys, seal, questions).models());
        return all;
    }

    private static Map<String, ServedOperation> guarded(
            Map<String, KmsOperation> operations, Map<String, AccessModel> models) {
        if (!operations.keySet().equals(models.keySet())) {
            throw new IllegalStateException(
                    "Operations and access models differ: " + operations.keySet() + ", " + models.keySet());
        }
        Map<String, ServedOperation> served = new HashMap<>();
        operations.forEach((name, operation) ->
                served.put(name, new ServedOperation(operation, Objects.requireNonNull(models.get(name)))));
        return Map.copyOf(served);
    }

    @Override
    public String name() {
        return "kms";
    }

    @Override
    public boolean owns(LabRequest request) {
        return request.targetPrefix().equals(TARGET_PREFIX);
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        String name = request.targetOperation();
        ServedOperation served = operations.get(name);
        if (served == null) {
            return unserved(name);
        }
        try {
            KmsRequest members = new KmsRequest(name, Json.parse(request.body()));
            KmsCall call = new KmsCall(served, members, request, PROTOCOL, grants, lockout);
            return new PreparedCall(
                    name,
                    subjects.of(members),
                    call::access,
                    caller -> CompletableFuture.completedStage(call.perform(caller)));
        } catch (IOException e) {
            return refused(name, KmsException.serialization("The body is not a JSON object."));
        }
    }

    private static PreparedCall unserved(String name) {
        return UnservedOperations.NAMES.contains(name)
                ? PreparedCall.unmodelled(name, "kms:" + name, "the lab's KMS does not have this operation")
                : refused(name, KmsException.unknownOperation(name));
    }

    private static PreparedCall refused(String operation, KmsException refusal) {
        return PreparedCall.refused(operation, PROTOCOL.error(refusal.error()));
    }

    @Override
    public Set<String> servedOperations() {
        return operations.keySet();
    }

    @Override
    public Set<String> unservedOperations() {
        return UnservedOperations.NAMES;
    }

    @Override
    public Set<String> conditionKeys() {
        return ConditionKeys.DOCUMENTED;
    }

    @Override
    public Protocol protocol() {
        return PROTOCOL;
    }

    @Override
    public LabError throttled() {
        return new LabError(
                400,
                "ThrottlingException",
                "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");
    }

    @Override
    public LabError failed() {
        return new LabError(500, "KMSInternalException", "An internal error that the test asked for.");
    }

    /** Makes a symmetric key without a request. Returns its ARN. */
    public String createKey() {
        return keys.create("", KeyPolicy.ofAccount(keys.account())).arn();
    }

    /**
     * Makes a symmetric key without a request, and without asking whether anybody is left who can manage it. Returns its
     * ARN.
     *
     * @throws dev.partywall.policy.PolicySyntaxException if KMS would refuse the policy's form
     */
    public String createKey(String keyPolicy) {
        KeyPolicy policy = KeyPolicy.parse(keyPolicy);
        policy.unsupportedCondition().ifPresent(condition -> {
            throw new IllegalArgumentException(
                    "AWS supports " + condition.key() + " in IAM policies, not in key policies");
        });
        return keys.create("", policy).arn();
    }

    /** Overwrites all key material. */
    @Override
    public void close() {
        keys.destroy();
        seal.destroy();
    }
}
