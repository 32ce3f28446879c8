package dev.partywall.abac.internal.scope;

import dev.partywall.abac.CallNotScopedException;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ApiName;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Says for whom a call is made when it is made, and looks at what is about to be sent. It does not choose the credentials: whatever
 * does, this sees what became of it.
 */
final class ScopeInterceptor implements ExecutionInterceptor {

    /** By what the requests of a batch manager are known: the SDK tells AWS in the user agent. */
    private static final ApiName BATCHES =
            ApiName.builder().name("hll").version("abm").build();

    private final TenantSessions sessions;
    private final Optional<Tenant> fixed;
    private final IsolationEventListener listener;
    private final Clock clock;

    /**
     * For a client.
     *
     * @param fixed whose client it is, if it is one tenant's
     */
    ScopeInterceptor(TenantSessions sessions, Optional<Tenant> fixed, IsolationEventListener listener, Clock clock) {
        this.sessions = sessions;
        this.fixed = fixed;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        Optional<Tenant> owner = carried(context.request(), attributes).or(() -> fixed);
        Tenant tenant = owner.isPresent() ? requireNoOther(owner.get(), attributes) : TenantContext.require();
        attributes.putAttribute(ScopeAttributes.TENANT, tenant);
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Tenant tenant = attributes.getAttribute(ScopeAttributes.TENANT);
        Optional<String> accessKeyId = SignedRequest.accessKeyId(context.httpRequest());
        if (tenant == null || accessKeyId.isEmpty() || !sessions.isSessionOf(accessKeyId.get(), tenant)) {
            throw refusal(
                    ErrorCode.CALL_NOT_SCOPED,
                    tenant,
                    attributes,
                    accessKeyId.isEmpty()
                            ? "the request is not signed by Signature Version 4; give the client no signer, token or anonymous"
                                    + " access of its own"
                            : "the request is signed with other credentials than a session of this tenant, so the scope is not in"
                                    + " effect; look for another plugin or interceptor that sets credentials, for S3 Express"
                                    + " sessions, and for the version of the SDK");
        }
    }

    /** The tenant that the request brings along. */
    private Optional<Tenant> carried(SdkRequest request, ExecutionAttributes attributes) {
        RequestOverrideConfiguration override = request.overrideConfiguration().orElse(null);
        if (override == null) {
            return Optional.empty();
        }
        if (override.signer().isPresent()) {
            throw overridden(attributes, "a signer");
        } else if (!override.plugins().isEmpty()) {
            throw overridden(attributes, "a plugin");
        } else if (fixed.isEmpty() && override.apiNames().stream().anyMatch(BATCHES::equals)) {
            throw refusal(
                    ErrorCode.CALL_NOT_SCOPED,
                    TenantContext.find().orElse(null),
                    attributes,
                    "a batch manager puts requests of several tenants into one; make one of a boundClient for each tenant");
        }
        if (!(override instanceof AwsRequestOverrideConfiguration aws)
                || aws.credentialsIdentityProvider().isEmpty()) {
            return Optional.empty();
        }
        if (aws.credentialsIdentityProvider().get() instanceof FixedTenantCredentials own
                && own.sessions().equals(sessions)) {
            return Optional.of(own.tenant());
        }
        throw overridden(attributes, "credentials");
    }

    private Tenant requireNoOther(Tenant owner, ExecutionAttributes attributes) {
        Tenant bound = TenantContext.find().orElse(owner);
        if (!sessions.haveTheSameSessions(bound, owner)) {
            throw refusal(
                    ErrorCode.CALL_NOT_SCOPED,
                    bound,
                    attributes,
                    "the call belongs to tenant " + owner.id()
                            + ": its client, paginator or waiter was made while that tenant was bound, or this one with other"
                            + " attributes or another actor; make one for the tenant as it is bound now");
        }
        return owner;
    }

    private CallNotScopedException overridden(ExecutionAttributes attributes, String what) {
        return refusal(
                ErrorCode.SCOPE_OVERRIDDEN,
                TenantContext.find().or(() -> fixed).orElse(null),
                attributes,
                "the request's overrideConfiguration brings " + what
                        + " of its own; leave that out, or use a client without a scope outside any tenant");
    }

    private CallNotScopedException refusal(
            ErrorCode code, @Nullable Tenant tenant, ExecutionAttributes attributes, String problem) {
        String service = nameOf(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME));
        String operation = nameOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        if (tenant != null) {
            listener.onEvent(new IsolationEvent.CallRefused(clock.instant(), tenant.id(), service, operation, code));
        }
        return new CallNotScopedException(
                code, tenant == null ? null : tenant.id(), service + " " + operation + " was not sent: " + problem);
    }

    private static String nameOf(@Nullable String name) {
        return name == null ? "unknown" : name;
    }
}
