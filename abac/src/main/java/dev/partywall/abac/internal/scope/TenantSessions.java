package dev.partywall.abac.internal.scope;

import dev.partywall.core.Tenant;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The sessions of tenants, as a scope needs them. */
public interface TenantSessions {

    /** The credentials of a tenant's session, now or later; fails with a typed exception. */
    CompletableFuture<AwsCredentialsIdentity> identityOf(Tenant tenant);

    /** The credentials of a tenant's session; throws a typed exception. */
    AwsCredentials await(Tenant tenant);

    /** Whether two tenants have the same sessions: the same id, session tags and source identity. */
    boolean haveTheSameSessions(Tenant one, Tenant other);

    /** Whether an access key id is that of a session of a tenant. */
    boolean isSessionOf(String accessKeyId, Tenant tenant);
}
