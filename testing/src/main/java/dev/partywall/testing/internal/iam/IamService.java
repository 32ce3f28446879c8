package dev.partywall.testing.internal.iam;

import dev.partywall.policy.Caller;
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
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.AwsQueryProtocol;
import dev.partywall.testing.internal.protocol.QueryForm;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** IAM: users, roles, their policies, and identity providers (https://docs.aws.amazon.com/IAM/latest/APIReference/). */
public final class IamService implements LabService {

    private static final String VERSION = "2010-05-08";
    private static final AwsQueryProtocol PROTOCOL =
            new AwsQueryProtocol("https://iam.amazonaws.com/doc/" + VERSION + "/");
    private static final String POLICIES_OF_AWS = "arn:aws:iam::aws:policy/";

    private final Principals principals;
    private final Map<String, IamOperation> operations = new HashMap<>();

    /** IAM for an account's principals. */
    public IamService(Principals principals, Credentials credentials, Clock clock) {
        this.principals = principals;
        TagOperations tags = new TagOperations(principals);
        for (EntityKind kind : EntityKind.values()) {
            operations.putAll(new EntityOperations(kind, principals, clock).operations());
            operations.putAll(new InlinePolicyOperations(kind, principals).operations());
            operations.putAll(new AttachmentOperations(kind, principals).operations());
            operations.putAll(tags.operationsOf(kind));
        }
        operations.putAll(tags.operationsOfPolicies());
        operations.putAll(new RoleOperations(principals).operations());
        operations.putAll(new ManagedPolicyOperations(principals, clock).operations());
        operations.putAll(new PolicyVersionOperations(principals, clock).operations());
        operations.putAll(new AccessKeyOperations(principals, credentials, clock).operations());
        operations.putAll(new ProviderOperations(principals, clock).operations());
    }

    @Override
    public String name() {
        return "iam";
    }

    @Override
    public boolean owns(LabRequest request) {
        return request.signingService().map("iam"::equals).orElseGet(() -> QueryForm.isOfVersion(request, VERSION));
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        return prepare(new IamRequest(QueryForm.of(request)));
    }

    private PreparedCall prepare(IamRequest request) {
        String name = request.form().operation();
        IamOperation operation = operations.get(name);
        if (operation == null) {
            return notServed(name);
        }
        return new PreparedCall(
                name,
                CallSubject.NONE,
                caller -> access(operation, name, request, caller),
                caller -> CompletableFuture.completedStage(perform(operation, name, request, caller)));
    }

    private static PreparedCall notServed(String name) {
        return UnservedOperations.NAMES.contains(name)
                ? PreparedCall.unmodelled(name, "iam:" + name, "the lab does not serve this operation")
                : PreparedCall.refused(name, refusal(IamException.invalidAction(name)));
    }

    private static Access access(IamOperation operation, String name, IamRequest request, Identity caller) {
        if (isSessionOfUser(caller)) {
            return new Access.Refused(refusal(IamException.invalidClientToken()));
        } else if (namesPolicyOfAws(request)) {
            return new Access.Unmodelled("iam:" + name, "the lab has no policies managed by AWS");
        }
        try {
            return Access.of(operation.access().apply(request, caller));
        } catch (IamException malformed) {
            return new Access.Refused(refusal(malformed));
        }
    }

    private static boolean namesPolicyOfAws(IamRequest request) {
        return Stream.of("PolicyArn", "PermissionsBoundary")
                .flatMap(member -> request.form().text(member).stream())
                .anyMatch(arn -> arn.startsWith(POLICIES_OF_AWS));
    }

    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html: no IAM API without MFA. */
    private static boolean isSessionOfUser(Identity caller) {
        return !(caller.caller() instanceof Caller.RoleSession) && caller.keys().containsKey("aws:TokenIssueTime");
    }

    private LabResponse perform(IamOperation operation, String name, IamRequest request, Identity caller) {
        try {
            return PROTOCOL.success(name, result(operation, request, caller));
        } catch (IamException e) {
            return refusal(e);
        }
    }

    /** One change at a time: what is checked before a change must still hold when it is made. */
    private String result(IamOperation operation, IamRequest request, Identity caller) {
        synchronized (principals) {
            return operation.action().apply(request, caller).toString();
        }
    }

    private static LabResponse refusal(IamException refusal) {
        return PROTOCOL.error(refusal.error());
    }

    /**
     * Performs an operation for the lab itself: without a request, and without a question to IAM.
     *
     * @param name the operation
     * @param members its members, named as in a request
     * @throws IllegalArgumentException in IAM's words, if IAM would refuse
     */
    public void administer(String name, Map<String, String> members) {
        IamOperation operation = operations.get(name);
        if (operation == null) {
            throw new IllegalArgumentException("The lab's IAM has no operation " + name);
        }
        try {
            result(operation, new IamRequest(QueryForm.of(members)), Identity.anonymous());
        } catch (IamException e) {
            throw new IllegalArgumentException(
                    e.error().code() + ": " + e.error().message(), e);
        }
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
        return IamAccess.KEYS;
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
        return new LabError(500, "ServiceFailure", "An internal error that the test asked for.");
    }
}
