package dev.partywall.abac;

import dev.partywall.core.Tenant;

/**
 * Tokens of an OpenID Connect provider, for {@code AssumeRoleWithWebIdentity}.
 *
 * <p>The session tags of such a session come from the token, in its claim {@code https://aws.amazon.com/tags} or in claims
 * {@code https://aws.amazon.com/tags/principal_tags/…}
 * (<a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp">session
 * tags</a>). Before a token goes to STS its tags are compared with the tenant: a token of another tenant, or of none, is refused.
 *
 * <p>Asked once a session, off the caller's thread and with no tenant bound. Must be safe for many threads.
 */
@FunctionalInterface
public interface WebIdentityTokens {

    /**
     * A token of a tenant.
     *
     * @param tenant whose; it has only those attributes that become session tags
     * @return the token, a JWT; empty if there is none, which refuses the call
     */
    String tokenOf(Tenant tenant);
}
