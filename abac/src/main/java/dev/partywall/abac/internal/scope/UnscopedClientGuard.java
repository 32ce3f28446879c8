package dev.partywall.abac.internal.scope;

import dev.partywall.abac.CallNotScopedException;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Refuses calls by clients that no scope was given to, while a tenant is bound. Every SDK client of the JVM has it, by the file
 * {@code software/amazon/awssdk/global/handlers/execution.interceptors}.
 *
 * @see ExecutionInterceptor how the SDK finds interceptors
 */
public final class UnscopedClientGuard implements ExecutionInterceptor {

    /** Where credentials come from; the SDK's own providers call these on the thread that wants the credentials. */
    private static final Set<String> CREDENTIAL_SERVICES = Set.of("Sts", "SSO", "SSO OIDC", "Signin");

    /** By what the clients of {@code dev.partywall.testing} are known, whose credentials are a test's own choice: an attribute with a class. */
    private static final String TEST_CLIENT = "PartywallTestClient";

    private static final String TESTING = "dev.partywall.testing.";

    /** For the SDK. */
    public UnscopedClientGuard() {}

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (attributes.getAttribute(ScopeAttributes.SCOPED) != null) {
            return; // the scope has an interceptor of its own; see below
        }
        Optional<Tenant> tenant = TenantContext.find();
        if (tenant.isPresent() && !isLetThrough(attributes)) {
            throw new CallNotScopedException(
                    ErrorCode.CLIENT_NOT_SCOPED,
                    tenant.get().id(),
                    attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME) + " "
                            + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME)
                            + " was not sent: the client has no scope, so the call would go out as the service itself; build the"
                            + " client with TenantScope.client(...), or with the plugin TenantScope.serviceClient() if it is"
                            + " meant to act as the service");
        }
    }

    /** A client that has a scope has its interceptor too, unless something took that out of its configuration. */
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (attributes.getAttribute(ScopeAttributes.SCOPED) != null
                && attributes.getAttribute(ScopeAttributes.TENANT) == null) {
            throw new CallNotScopedException(
                    ErrorCode.CALL_NOT_SCOPED,
                    TenantContext.find().map(Tenant::id).orElse(null),
                    attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME) + " "
                            + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME)
                            + " was not sent: the scope's interceptor is gone from the client; look for a plugin that replaces"
                            + " executionInterceptors instead of adding to them");
        }
    }

    private static boolean isLetThrough(ExecutionAttributes attributes) {
        return attributes.getAttribute(ScopeAttributes.SERVICE_CLIENT) != null
                || CREDENTIAL_SERVICES.contains(
                        String.valueOf(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME)))
                || attributes.getAttributes().entrySet().stream()
                        .anyMatch(entry ->
                                isTestClient(entry.getKey(), entry.getValue()) || isOfTenants(entry.getValue()));
    }

    private static boolean isTestClient(ExecutionAttribute<?> attribute, Object value) {
        return attribute.toString().equals(TEST_CLIENT)
                && value instanceof Class<?> type
                && type.getName().startsWith(TESTING);
    }

    /** Whether the credentials are a tenant's without a scope, as those of presigners are. */
    private static boolean isOfTenants(Object value) {
        if (!(value instanceof IdentityProviders providers)) {
            return false;
        }
        IdentityProvider<AwsCredentialsIdentity> provider = providers.identityProvider(AwsCredentialsIdentity.class);
        return provider instanceof BoundTenantCredentials || provider instanceof FixedTenantCredentials;
    }
}
