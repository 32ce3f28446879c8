package dev.partywall.abac.internal.scope;

import dev.partywall.core.Tenant;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * The credentials of one tenant, whatever is bound where they are resolved. As credentials of a request they also carry the tenant
 * along with it: the SDK copies them to the requests that follow from it.
 *
 * @param sessions where they come from
 * @param tenant whose they are
 */
record FixedTenantCredentials(TenantSessions sessions, Tenant tenant)
        implements IdentityProvider<AwsCredentialsIdentity> {

    @Override
    public Class<AwsCredentialsIdentity> identityType() {
        return AwsCredentialsIdentity.class;
    }

    @Override
    public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
        return sessions.identityOf(tenant);
    }

    @Override
    public String toString() {
        return "FixedTenantCredentials[" + tenant.id() + "]";
    }
}
