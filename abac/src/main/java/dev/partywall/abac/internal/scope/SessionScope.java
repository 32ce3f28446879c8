package dev.partywall.abac.internal.scope;

import dev.partywall.abac.InvalidCredentialSettingException;
import dev.partywall.abac.TenantScope;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;

/** The scope over the sessions of tenants. */
public final class SessionScope implements TenantScope {

    private final TenantSessions sessions;
    private final IsolationEventListener listener;
    private final Clock clock;
    private final ScopePlugin plugin;

    /** Calls nothing. */
    public SessionScope(TenantSessions sessions, IsolationEventListener listener, Clock clock) {
        this.sessions = sessions;
        this.listener = listener;
        this.clock = clock;
        this.plugin = new ScopePlugin(new BoundTenantCredentials(sessions), interceptor(Optional.empty()));
    }

    private ScopeInterceptor interceptor(Optional<Tenant> fixed) {
        return new ScopeInterceptor(sessions, fixed, listener, clock);
    }

    @Override
    public void configureClient(SdkServiceClientConfiguration.Builder client) {
        plugin.configureClient(client);
    }

    @Override
    public <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        C client = builder.addPlugin(plugin).build();
        return builder instanceof AwsAsyncClientBuilder<?, ?> ? carrying(client) : client;
    }

    @Override
    public <B extends AwsClientBuilder<B, C>, C> C boundClient(B builder) {
        Tenant tenant = TenantContext.require();
        return builder.addPlugin(
                        new ScopePlugin(new FixedTenantCredentials(sessions, tenant), interceptor(Optional.of(tenant))))
                .build();
    }

    @SuppressWarnings("unchecked") // the proxy has all the interfaces of the client
    private <C> C carrying(C client) {
        if (!(client instanceof SdkClient sdkClient)) {
            throw new InvalidCredentialSettingException(
                    "scope",
                    "can be given to clients of the AWS SDK only, not to "
                            + client.getClass().getName());
        }
        return (C) CarryingClient.around(sdkClient, sessions);
    }
}
