package dev.partywall.testing.internal.drive;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Reply;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.http.Gatekeeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drives a service past IAM, for callers of any identity, without HTTP. */
public final class Drive {

    private static final String ACCOUNT = "111122223333";

    private final LabService service;
    private final String targetPrefix;
    private final CallLog log;
    private final Gatekeeper gatekeeper;

    public Drive(LabService service, String targetPrefix, Authorizer authorizer) {
        this.service = service;
        this.targetPrefix = targetPrefix;
        this.log = new CallLog(Clock.systemUTC());
        this.gatekeeper = new Gatekeeper(authorizer, log);
    }

    /** A session of the role {@code app} for a tenant. */
    public static Identity session(String tenant, String policy) {
        String arn = "arn:aws:sts::" + ACCOUNT + ":assumed-role/app/" + tenant;
        PolicyDocument document = PolicyDocument.parse(PolicyType.IDENTITY, policy);
        return new Identity(
                new Caller.RoleSession(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":role/app", arn),
                arn,
                ACCOUNT,
                "AROAEXAMPLE:" + tenant,
                Map.of("TenantId", tenant),
                Map.of(),
                List.of(),
                List.of(new AttachedPolicy("role/app: data", document)),
                Optional.empty(),
                List.of());
    }

    public static Identity root() {
        return Identity.bare(new Caller.AccountRoot(ACCOUNT), "arn:aws:iam::" + ACCOUNT + ":root", ACCOUNT, ACCOUNT);
    }

    public LabRequest request(String operation, String json) {
        return new LabRequest(
                "POST",
                "/",
                Map.of("x-amz-target", targetPrefix + "." + operation, "host", "lab"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** What AWS asks about a call. */
    public Access access(Identity caller, String operation, String json) {
        return service.prepare(request(operation, json)).access().apply(caller);
    }

    /** The outcome: {@code ok}, the code of an error, {@code denied}, or what is not modelled. */
    public String outcome(Identity caller, String operation, String json) {
        Reply reply = reply(caller, operation, json);
        if (reply instanceof Reply.Unjudged unjudged) {
            return "unmodelled " + unjudged.missing();
        } else if (reply instanceof Reply.Denial denial) {
            return "denied " + denial.decision().action();
        }
        return ((Reply.Answer) reply).response().errorCode().orElse("ok");
    }

    /** The answer to a call that IAM lets pass. */
    public Map<String, Object> answer(Identity caller, String operation, String json) throws IOException {
        return Json.parse(
                ((Reply.Answer) reply(caller, operation, json)).response().body());
    }

    private Reply reply(Identity caller, String operation, String json) {
        LabRequest request = request(operation, json);
        PreparedCall prepared = service.prepare(request);
        LabCall call = log.arrive(service.name(), prepared.operation(), request, prepared.subject());
        return gatekeeper
                .judge(service, request, call, prepared, caller)
                .orElseGet(() -> new Reply.Answer(
                        prepared.execution().apply(caller).toCompletableFuture().join()));
    }
}
