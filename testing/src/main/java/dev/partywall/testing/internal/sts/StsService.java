package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.AwsQueryProtocol;
import dev.partywall.testing.internal.protocol.QueryForm;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** STS: temporary credentials (https://docs.aws.amazon.com/STS/latest/APIReference/). */
public final class StsService implements LabService {

    private static final String VERSION = "2011-06-15";
    private static final AwsQueryProtocol PROTOCOL =
            new AwsQueryProtocol("https://sts.amazonaws.com/doc/" + VERSION + "/");

    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
    private static final Set<String> UNSERVED = Set.of(
            "AssumeRoleWithSAML",
            "AssumeRoot",
            "DecodeAuthorizationMessage",
            "GetAccessKeyInfo",
            "GetDelegatedAccessToken",
            "GetFederationToken",
            "GetWebIdentityToken");

    private final Map<String, Function<StsRequest, StsOperation>> operations;

    /** STS for an account's principals. */
    public StsService(Principals principals, Credentials credentials, Clock clock) {
        this.operations = Map.of(
                "AssumeRole",
                request -> new AssumeRole(principals, credentials, clock, request),
                AssumeRoleWithWebIdentity.NAME,
                request -> new AssumeRoleWithWebIdentity(principals, credentials, clock, request),
                "GetCallerIdentity",
                request -> new GetCallerIdentity(),
                "GetSessionToken",
                request -> new GetSessionToken(credentials, clock, request));
    }

    @Override
    public String name() {
        return "sts";
    }

    @Override
    public boolean owns(LabRequest request) {
        return request.signingService().map("sts"::equals).orElseGet(() -> QueryForm.isOfVersion(request, VERSION));
    }

    @Override
    public boolean takesAnonymous(LabRequest request) {
        return QueryForm.of(request).operation().equals(AssumeRoleWithWebIdentity.NAME);
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        QueryForm form = QueryForm.of(request);
        String name = form.operation();
        Function<StsRequest, StsOperation> operation = operations.get(name);
        if (operation == null) {
            return notServed(name);
        }
        try {
            return call(name, operation.apply(new StsRequest(form)));
        } catch (StsException malformed) {
            return PreparedCall.refused(name, refusal(malformed));
        }
    }

    private static PreparedCall call(String name, StsOperation operation) {
        return new PreparedCall(
                name,
                CallSubject.NONE,
                caller -> access(operation, caller),
                caller -> CompletableFuture.completedStage(perform(name, operation, caller)));
    }

    private static PreparedCall notServed(String name) {
        return UNSERVED.contains(name)
                ? PreparedCall.unmodelled(name, "sts:" + name, "the lab does not serve this operation")
                : PreparedCall.refused(name, refusal(StsException.invalidAction(name)));
    }

    private static Access access(StsOperation operation, Identity caller) {
        try {
            return operation.access(caller);
        } catch (StsException e) {
            return new Access.Refused(refusal(e));
        }
    }

    private static LabResponse perform(String name, StsOperation operation, Identity caller) {
        try {
            return PROTOCOL.success(name, operation.perform(caller).toString());
        } catch (StsException e) {
            return refusal(e);
        }
    }

    private static LabResponse refusal(StsException refusal) {
        return PROTOCOL.error(refusal.error());
    }

    @Override
    public Set<String> servedOperations() {
        return operations.keySet();
    }

    @Override
    public Set<String> unservedOperations() {
        return UNSERVED;
    }

    @Override
    public Set<String> conditionKeys() {
        return RequestKeys.NAMES;
    }

    @Override
    public Protocol protocol() {
        return PROTOCOL;
    }

    @Override
    public LabError throttled() {
        return new LabError(400, "Throttling", "Rate exceeded");
    }

    @Override
    public LabError failed() {
        return new LabError(500, "InternalFailure", "An internal error that the test asked for.");
    }
}
