package dev.partywall.testing.internal.kms;

import dev.partywall.policy.Caller;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.PreparedCall;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A KMS without a network and without IAM: what it would ask, and what it does when nobody asks. */
final class KmsRig {

    static final String ACCOUNT = "111122223333";
    static final Identity ROOT =
            Identity.bare(new Caller.AccountRoot(ACCOUNT), "arn:aws:iam::" + ACCOUNT + ":root", ACCOUNT, ACCOUNT);

    final KmsService service = new KmsService(
            new LabAccount("us-east-1", ACCOUNT), Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC));

    PreparedCall prepare(String operation, String json) {
        return service.prepare(new LabRequest(
                "POST",
                "/",
                Map.of("x-amz-target", "TrentService." + operation),
                json.getBytes(StandardCharsets.UTF_8)));
    }

    Access access(String operation, String json) {
        return prepare(operation, json).access().apply(ROOT);
    }

    List<AccessCheck> checks(String operation, String json) {
        return ((Access.Checked) access(operation, json)).checks();
    }

    /** Performs a call as if IAM allowed all. */
    Map<String, Object> perform(String operation, String json) {
        return answer(prepare(operation, json));
    }

    static Map<String, Object> answer(PreparedCall call) {
        return call.access().apply(ROOT) instanceof Access.Refused refused
                ? body(refused.answer())
                : body(call.execution().apply(ROOT).toCompletableFuture().join());
    }

    /** The members of an answer. */
    static Map<String, Object> body(LabResponse response) {
        try {
            return response.body().length == 0 ? Map.of() : Json.parse(response.body());
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
