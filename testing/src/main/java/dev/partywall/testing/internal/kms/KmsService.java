package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.InjectedError;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * KMS: symmetric keys, kept in memory. Speaks AWS JSON 1.1
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
 */
public final class KmsService implements LabService, AutoCloseable {

    private static final String TARGET_PREFIX = "TrentService";

    private final KeyRegistry keys;
    private final BlobSeal seal;
    private final KmsSubjects subjects;
    private final Map<String, KmsOperation> operations = new HashMap<>();

    /** An account without keys. */
    public KmsService(LabAccount account, Clock clock) {
        SecureRandom random = new SecureRandom();
        this.keys = new KeyRegistry(account, clock, random);
        this.seal = new BlobSeal(random);
        this.subjects = new KmsSubjects(keys, seal);
        operations.putAll(new KeyOperations(keys).operations());
        operations.putAll(new AliasOperations(keys).operations());
        operations.putAll(new TagOperations(keys).operations());
        operations.putAll(new RotationOperations(keys).operations());
        operations.putAll(new PolicyOperations(keys).operations());
        operations.putAll(new CryptographicOperations(keys, seal, random).operations());
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
        KmsOperation operation = operations.get(request.operation());
        if (operation == null) {
            return refusal(KmsException.unknownOperation(request.operation()));
        }
        KmsRequest members;
        try {
            members = new KmsRequest(request.operation(), Json.parse(request.body()));
        } catch (IOException e) {
            return refusal(KmsException.serialization("The body is not a JSON object."));
        }
        return PreparedCall.immediate(subjects.of(members), () -> perform(operation, members));
    }

    private PreparedCall refusal(KmsException refusal) {
        return PreparedCall.immediate(CallSubject.NONE, () -> refuse(refusal.error()));
    }

    private LabResponse perform(KmsOperation operation, KmsRequest request) {
        try {
            if (!request.texts("GrantTokens").isEmpty()) {
                throw KmsException.invalidGrantToken();
            }
            Map<String, ?> answer = operation.perform(request);
            return LabResponse.success(200, headers(), answer.isEmpty() ? new byte[0] : Json.write(answer));
        } catch (KmsException e) {
            return refuse(e.error());
        }
    }

    @Override
    public LabResponse refuse(LabError error) {
        Map<String, String> body = error.message().isEmpty()
                ? Map.of("__type", error.code())
                : Map.of("__type", error.code(), "message", error.message());
        return LabResponse.error(error.status(), headers(), Json.write(body), error.code());
    }

    @Override
    public LabError inject(InjectedError kind, LabRequest request) {
        return switch (kind) {
            case THROTTLED ->
                new LabError(
                        400,
                        "ThrottlingException",
                        "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");
            case FAILED -> new LabError(500, "KMSInternalException", "An internal error that the test asked for.");
            case DENIED ->
                new LabError(
                        400,
                        "AccessDeniedException",
                        "The caller is not authorized to perform: kms:" + request.operation()
                                + " because a test denies it");
        };
    }

    private static Map<String, String> headers() {
        return Map.of("Content-Type", "application/x-amz-json-1.1", "Cache-Control", "no-cache, no-store");
    }

    /** Makes a symmetric key without a request. Returns its ARN. */
    public String createKey() {
        return keys.create("", KeyPolicy.ofAccount(keys.account())).arn();
    }

    /** Overwrites all key material. */
    @Override
    public void close() {
        keys.destroy();
        seal.destroy();
    }
}
