package dev.partywall.abac;

import dev.partywall.abac.internal.credentials.CredentialSettingsCollector;
import dev.partywall.abac.internal.credentials.StsTenantCredentials;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Short-lived credentials of the bound tenant, from STS.
 *
 * <pre>{@code
 * TenantCredentials credentials = TenantCredentials.builder()
 *         .sts(StsClient.create())
 *         .role("arn:aws:iam::111122223333:role/tenant")
 *         .build();
 * DynamoDbClient dynamoDb = credentials.scope().client(DynamoDbClient.builder());
 * }</pre>
 *
 * <p>All tenants share one role; each has sessions of its own that carry its id as session tag, and the role's policies compare
 * that tag with what a request is about. The role whose credentials call STS needs no permission on data, and should have none.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>A session is used only for the tenant, session tags and source identity that it was asked for.
 *   <li>STS is asked once per tenant and session, however many threads want it, and no faster than {@link Builder#assumeRoleRate}.
 *   <li>A session in use is renewed ahead of its end, off the caller's thread; an idle one is not.
 *   <li>No session is handed out within {@link Builder#expiryMargin} of its end, measured by STS's clock where its answer is dated, on
 *       this machine's monotonic clock and on its wall clock.
 *   <li>While STS fails, tenants with a session keep working until its end.
 * </ul>
 *
 * <p>An instance stands for one role directory, one set of tags, one session policy and the Region of its {@link StsClient}; instances
 * share nothing. Safe for use by many threads. Close it at the end; the {@link StsClient} is the caller's to close.
 */
public interface TenantCredentials extends AutoCloseable {

    /**
     * A builder with the defaults named at each method.
     *
     * @return the builder
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * The scope for SDK clients.
     *
     * @return the same scope each time
     */
    TenantScope scope();

    /**
     * The credentials of the tenant that is bound to the thread that asks for them: for presigners, and for whatever else takes a
     * provider. For clients use {@link #scope()}, which also checks what goes out. Closing what it is given to does not close these
     * credentials. What it gives may have no more than the {@link Builder#expiryMargin} left, and a presigned URL ends with the session that
     * signed it: links that must last longer need a session to themselves.
     *
     * @return the same provider each time; it throws {@link dev.partywall.core.NoTenantException} where no tenant is bound,
     *     {@link dev.partywall.core.TenantNotServedException} where the {@link Builder#gate} refuses it, and
     *     {@link TenantCredentialsException} where there is no session
     */
    AwsCredentialsProvider provider();

    /**
     * Drops all sessions of a tenant from this JVM's memory. A call that starts after this returns asks STS again. Sessions that were
     * handed out stay good at AWS until their end: for a tenant that is suspended, deny those by their age as well (a policy that
     * denies sessions issued before a moment).
     *
     * @param tenant whose sessions
     */
    void evict(TenantId tenant);

    /**
     * What was done so far.
     *
     * @return a snapshot
     */
    TenantCredentialsMetrics metrics();

    /** Drops all sessions from memory and ends what is under way; calls are then refused. Idempotent. */
    @Override
    void close();

    /** Collects the settings. Not safe for many threads. */
    final class Builder {

        private final CredentialSettingsCollector settings = new CredentialSettingsCollector();

        private Builder() {}

        /**
         * The client for STS. Required. Use a Regional endpoint, and credentials that may do nothing but assume the tenants' roles.
         *
         * @param sts the client
         * @return this builder
         */
        public Builder sts(StsClient sts) {
            settings.sts(sts);
            return this;
        }

        /**
         * The role that all tenants share (ABAC). This, or {@link #roles}, is required.
         *
         * @param arn the role's ARN
         * @return this builder
         */
        public Builder role(String arn) {
            settings.role(arn);
            return this;
        }

        /**
         * A role for each tenant (RBAC).
         *
         * @param directory whose role is whose
         * @return this builder
         */
        public Builder roles(TenantRoleDirectory directory) {
            settings.roles(directory);
            return this;
        }

        /**
         * Assumes roles with a token of an OpenID Connect provider instead of the {@link StsClient}'s own credentials. Session tags,
         * and which are transitive, then come from the token; the tags named here are compared with the token's before it is sent.
         *
         * @param tokens whose token is whose
         * @return this builder
         */
        public Builder webIdentity(WebIdentityTokens tokens) {
            settings.webIdentity(tokens);
            return this;
        }

        /**
         * The key of the session tag that holds the tenant's id. Default {@code TenantId}.
         *
         * @param key 1 to 128 letters, digits, spaces and {@code _.:/=+-@}
         * @return this builder
         */
        public Builder tenantTag(String key) {
            settings.tenantTag(key);
            return this;
        }

        /**
         * A session tag that holds an attribute of the tenant. A tenant that is bound without the attribute is refused. May be said several
         * times. Attributes not named here do not go to AWS.
         *
         * @param attribute the attribute's name
         * @param key the session tag's key
         * @return this builder
         */
        public Builder attributeTag(String attribute, String key) {
            settings.attributeTag(attribute, key);
            return this;
        }

        /**
         * Sends no session tags: for roles of which each belongs to one tenant, with {@link #roles}. A directory that gives two tenants the
         * same role is refused. Not with {@link #webIdentity}.
         *
         * @return this builder
         */
        public Builder withoutSessionTags() {
            settings.withoutSessionTags();
            return this;
        }

        /**
         * Which session tags persist when the session assumes another role. Default: the tenant's. Not with {@link #webIdentity}, where the
         * token says so.
         *
         * @param keys keys of session tags; none for none
         * @return this builder
         */
        public Builder transitiveTags(String... keys) {
            settings.transitiveTags(keys);
            return this;
        }

        /**
         * Makes the tenant's actor the source identity of its sessions, which CloudTrail shows and which cannot be changed. Each actor then
         * has sessions of its own, so STS is called more often. A tenant bound without an actor is refused.
         *
         * @return this builder
         */
        public Builder sourceIdentityFromActor() {
            settings.sourceIdentityFromActor();
            return this;
        }

        /**
         * The external id that the role's trust policy asks for. Default: none.
         *
         * @param id 2 to 1,224 letters, digits and {@code _+=,.@:/-}
         * @return this builder
         */
        public Builder externalId(String id) {
            settings.externalId(id);
            return this;
        }

        /**
         * A session policy: what sessions may do at most. Default: none.
         *
         * @param json at most 2,048 characters
         * @return this builder
         */
        public Builder sessionPolicy(String json) {
            settings.sessionPolicy(json);
            return this;
        }

        /**
         * A session policy for each tenant. Asked once a session, off the caller's thread.
         *
         * @param policy gives a tenant's policy as JSON, at most 2,048 characters
         * @return this builder
         */
        public Builder sessionPolicy(Function<Tenant, String> policy) {
            settings.sessionPolicy(policy);
            return this;
        }

        /**
         * How long sessions last. Default 1 hour, which is also the most where the {@link StsClient} itself uses a role.
         *
         * @param duration 15 minutes to 12 hours, in whole seconds
         * @return this builder
         */
        public Builder duration(Duration duration) {
            settings.duration(duration);
            return this;
        }

        /**
         * How long before its end a session is no longer handed out. Default 1 minute.
         *
         * @param margin 1 second to 5 minutes
         * @return this builder
         */
        public Builder expiryMargin(Duration margin) {
            settings.expiryMargin(margin);
            return this;
        }

        /**
         * How long a tenant that got no session is refused from memory before STS is asked again. Default 2 seconds.
         *
         * @param backoff 0 (ask every time) to 1 minute
         * @return this builder
         */
        public Builder failureBackoff(Duration backoff) {
            settings.failureBackoff(backoff);
            return this;
        }

        /**
         * How long a call waits for a session at most; throttling and short failures of STS are waited out until then. The
         * SDK does not break this wait off for its own time-outs: keep it below {@code apiCallTimeout}. Half of it at
         * most is spent on the limit of {@link #assumeRoleRate}. Default 10 seconds.
         *
         * @param timeout 100 milliseconds to 5 minutes
         * @return this builder
         */
        public Builder loadTimeout(Duration timeout) {
            settings.loadTimeout(timeout);
            return this;
        }

        /**
         * How many sessions are kept in memory. Default 20,000. A session takes about 3 KB.
         *
         * @param size at least 1
         * @return this builder
         */
        public Builder maximumSessions(int size) {
            settings.maximumSessions(size);
            return this;
        }

        /**
         * How many sessions this JVM asks for in a second, repetitions after a failure included (the {@link StsClient}'s own retries are
         * not); after a quiet second as many may go at once. A quarter is kept for renewals. Default 100. STS takes 600 requests a second per account and Region from all
         * callers together (<a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">quotas</a>).
         *
         * @param perSecond 1 to 100,000
         * @return this builder
         */
        public Builder assumeRoleRate(int perSecond) {
            settings.assumeRoleRate(perSecond);
            return this;
        }

        /**
         * Who is served now. Asked each time that credentials are, before they are looked for in memory or at STS and before they are
         * given out: a call that begins after its tenant's gate has closed does not go out. Default: every tenant.
         *
         * @param gate the gate
         * @return this builder
         */
        public Builder gate(TenantGate gate) {
            settings.gate(gate);
            return this;
        }

        /**
         * Who is told what happens. Default: nobody.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(IsolationEventListener listener) {
            settings.listener(listener);
            return this;
        }

        /**
         * The clock for expiry, refresh, back-off and events. Default: the JVM's monotonic time and the system's UTC clock. Tests pass one that
         * they can move.
         *
         * @param clock the clock
         * @return this builder
         */
        public Builder clock(Clock clock) {
            settings.clock(clock);
            return this;
        }

        /**
         * The credentials. Calls nothing in AWS.
         *
         * @return the credentials
         * @throws InvalidCredentialSettingException if a required setting is missing or one cannot work
         */
        public TenantCredentials build() {
            return new StsTenantCredentials(settings.check());
        }
    }
}
