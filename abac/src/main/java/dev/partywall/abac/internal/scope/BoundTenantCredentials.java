package dev.partywall.abac.internal.scope;

import dev.partywall.core.TenantContext;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * The credentials of the tenant that is bound where they are resolved. The SDK resolves them on the thread that makes the call. Not
 * closeable: the SDK's presigners close what they are given.
 *
 * @param sessions where they come from
 */
public record BoundTenantCredentials(TenantSessions sessions) implements AwsCredentialsProvider {

    @Override
    public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
        return sessions.identityOf(TenantContext.require());
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return sessions.await(TenantContext.require());
    }
}
