package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.abac.TenantCredentialsMetrics;
import dev.partywall.abac.TenantScope;
import dev.partywall.abac.internal.scope.BoundTenantCredentials;
import dev.partywall.abac.internal.scope.SessionScope;
import dev.partywall.abac.internal.scope.TenantSessions;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The credentials of the bound tenant, by STS. */
public final class StsTenantCredentials implements TenantCredentials, TenantSessions {

    private final CredentialSettings settings;
    private final SessionCache cache;
    private final AwsCredentialsProvider provider = new BoundTenantCredentials(this);
    private final SessionScope scope;

    /** Calls nothing in AWS. */
    public StsTenantCredentials(CredentialSettings settings) {
        this.settings = settings;
        this.cache = new SessionCache(settings);
        this.scope =
                new SessionScope(this, settings.listener(), settings.clock().wall());
    }

    @Override
    public AwsCredentialsProvider provider() {
        return provider;
    }

    @Override
    public AwsCredentials await(Tenant tenant) {
        try {
            return AwsSessionCredentials.class.cast(identityOf(tenant).get());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw LoadFailures.interrupted(tenant, interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TenantCredentialsException failure) {
                throw failure;
            }
            if (failed.getCause() instanceof TenantNotServedException refused) {
                throw refused;
            }
            throw LoadFailures.broken(tenant, failed);
        }
    }

    @Override
    public CompletableFuture<AwsCredentialsIdentity> identityOf(Tenant tenant) {
        try {
            requireServed(tenant.id());
        } catch (TenantNotServedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        // And again: STS may have taken longer to answer than the tenant is served.
        return cache.find(settings.mapping().narrow(tenant)).thenApply(identity -> {
            requireServed(tenant.id());
            return identity;
        });
    }

    private void requireServed(TenantId tenant) {
        try {
            settings.gate().requireServed(tenant);
        } catch (TenantNotServedException refused) {
            settings.listener()
                    .onEvent(new IsolationEvent.TenantNotServed(
                            settings.clock().wall().instant(), tenant, refused.code()));
            throw refused;
        }
    }

    @Override
    public boolean isSessionOf(String accessKeyId, Tenant tenant) {
        return cache.isOf(accessKeyId, settings.mapping().narrow(tenant));
    }

    @Override
    public boolean haveTheSameSessions(Tenant one, Tenant other) {
        return settings.mapping().narrow(one).equals(settings.mapping().narrow(other));
    }

    @Override
    public TenantScope scope() {
        return scope;
    }

    @Override
    public void evict(TenantId tenant) {
        cache.evict(tenant);
        settings.forget().accept(tenant);
        settings.listener()
                .onEvent(new IsolationEvent.SessionsEvicted(
                        settings.clock().wall().instant(), tenant));
    }

    @Override
    public TenantCredentialsMetrics metrics() {
        return cache.metrics();
    }

    @Override
    public void close() {
        cache.close();
    }

    @Override
    public String toString() {
        return "TenantCredentials[sts]";
    }
}
