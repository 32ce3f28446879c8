package dev.partywall.abac;

import dev.partywall.abac.internal.policies.AccessDocuments;
import dev.partywall.abac.internal.policies.Grant;
import dev.partywall.abac.internal.policies.KeyStoreGrants;
import dev.partywall.abac.internal.policies.LockDown;
import dev.partywall.abac.internal.policies.Names;
import dev.partywall.abac.internal.policies.PolicyText;
import dev.partywall.abac.internal.policies.RootKeyText;
import dev.partywall.abac.internal.policies.ServiceText;
import dev.partywall.abac.internal.policies.TrustText;
import dev.partywall.core.TenantId;
import dev.partywall.policy.PolicyDocument;
import java.time.Instant;
import java.util.List;

/**
 * Writes the policies of one role that all tenants share: whose a session is says its tenant tag, and the policies let
 * it reach nothing but that tenant's part. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * TenantPolicies policies = TenantPolicies.create();
 * TenantAccess access = TenantAccess.builder()
 *         .table("arn:aws:dynamodb:eu-central-1:111122223333:table/invoices", AccessLevel.READ_WRITE)
 *         .objects("arn:aws:s3:::documents/tenants/{tenant}/*", AccessLevel.READ)
 *         .build();
 * String rolePolicy = policies.identityPolicy(access).toJson();
 * String trustPolicy = policies.trustPolicy(TenantTrust.builder()
 *                 .role("arn:aws:iam::111122223333:role/service")
 *                 .build())
 *         .toJson();
 * }</pre>
 *
 * <p>Guarantees: every policy for tenants' sessions allows only what names the tenant, by {@code StringEquals} where one value
 * is meant; conditions on multivalued keys have a guard against requests without the key; sessions without the tag, or
 * with a tag that is no tenant id, are denied everything. Every policy is read by a strict parser before it is handed
 * out, and fits where it stands. The same description gives the same bytes.
 *
 * <p>Not guaranteed: what other policies in the account say. A resource-based policy can let a session in by itself, and
 * whoever starts sessions can give them any tenant's tag: only the role's trust policy holds that.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction_attribute-based-access-control.html">Define
 *     permissions based on attributes with ABAC authorization</a>
 */
public final class TenantPolicies {

    /** The session tag that holds the tenant id unless set otherwise. */
    public static final String TENANT_TAG = "TenantId";

    private final String tag;

    private TenantPolicies(String tag) {
        this.tag = tag;
    }

    /**
     * Policies by the session tag {@code TenantId}.
     *
     * @return a writer of policies
     */
    public static TenantPolicies create() {
        return forTag(TENANT_TAG);
    }

    /**
     * Policies by another session tag.
     *
     * @param tenantTag its key
     * @return a writer of policies
     * @throws InvalidPolicySettingException if it cannot be the key of a session tag, or a policy could not name it
     */
    public static TenantPolicies forTag(String tenantTag) {
        Names.require("tenantTag", tenantTag, Names.TAG);
        return new TenantPolicies(tenantTag);
    }

    /**
     * The policy of the tenants' role.
     *
     * @param access what tenants reach
     * @return an identity-based policy, managed or inline
     * @throws PolicyTooLargeException if it does not fit in one managed policy
     */
    public TenantPolicy identityPolicy(TenantAccess access) {
        return policy(PolicyPlace.IDENTITY, AccessDocuments.whole(access.grants(), PolicyPlace.IDENTITY.type(), tag));
    }

    /**
     * The policies of the tenants' role, as many as it takes. Each has the guards. A role takes ten managed policies
     * unless AWS has raised the account's quota.
     *
     * @param access what tenants reach
     * @return managed policies; together they say what {@link #identityPolicy} says
     * @throws PolicyTooLargeException if one statement does not fit in a managed policy
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and STS quotas</a>
     */
    public List<TenantPolicy> identityPolicies(TenantAccess access) {
        return AccessDocuments.parts(access.grants(), tag, PolicyPlace.IDENTITY.limit()).stream()
                .map(part -> policy(PolicyPlace.IDENTITY, part))
                .toList();
    }

    /**
     * A policy to pass to STS with the session of one tenant, by its id: the session then reaches nothing else, even
     * where the role's own policies are wider. It allows nothing that the role's policies do not.
     *
     * @param access what tenants reach
     * @param tenant the tenant
     * @return a session policy; pass {@link TenantPolicy#toCompactJson}
     * @throws PolicyTooLargeException if STS would not take it
     */
    public TenantPolicy sessionPolicy(TenantAccess access, TenantId tenant) {
        return policy(PolicyPlace.SESSION, AccessDocuments.ofSession(access.grants(), tag, tenant.value()));
    }

    /**
     * A boundary for the tenants' role: whatever policies are attached to it later, tenants reach no more than described,
     * and nobody changes policies, grants, tags or subscriptions from a tenant's session or goes on to another role.
     *
     * @param access what tenants reach
     * @return a permissions boundary
     * @throws PolicyTooLargeException if it does not fit in one managed policy
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html">Permissions
     *     boundaries</a>
     */
    public TenantPolicy permissionsBoundary(TenantAccess access) {
        return policy(PolicyPlace.PERMISSIONS_BOUNDARY, AccessDocuments.boundary(access.grants(), tag));
    }

    /**
     * The trust policy of the tenants' role: a session must have the tenant tag, with a value, and no tags but those
     * named. The role itself must not have the tenant tag.
     *
     * @param trust who starts sessions
     * @return a trust policy
     * @throws InvalidPolicySettingException if one of the other tags is the tenant tag in another case
     * @throws PolicyTooLargeException if IAM would not take it
     */
    public TenantPolicy trustPolicy(TenantTrust trust) {
        return policy(PolicyPlace.TRUST, TrustText.of(trust, tag));
    }

    /**
     * The trust policy of a role that is one tenant's alone (RBAC). Such a role has the tenant tag itself, with which
     * {@link #identityPolicy} then compares, and sessions of it have no tags: session tags would take the place of the role's.
     * Build {@link TenantCredentials} {@link TenantCredentials.Builder#withoutSessionTags withoutSessionTags}.
     *
     * @param services the ARNs of the roles that assume it
     * @return a trust policy
     * @throws InvalidPolicySettingException if there is none, or one is not the ARN of a role
     * @throws PolicyTooLargeException if IAM would not take it
     */
    public TenantPolicy dedicatedRoleTrustPolicy(String... services) {
        return policy(PolicyPlace.TRUST, TrustText.ofDedicatedRole(List.of(services), tag));
    }

    /**
     * The policy of the service's own role, whose credentials start the sessions of tenants: to do that, for a tenant, and
     * nothing else. Attach no other policy on tenants' data to that role; then a call that gets around everything fails at AWS.
     *
     * @param tenantRoles the ARNs of the roles that tenants' sessions are of
     * @return an identity-based policy
     * @throws InvalidPolicySettingException if there is none, or one is not the ARN of a role
     */
    public TenantPolicy servicePolicy(String... tenantRoles) {
        return ofPersona(ServiceText.of(List.of(tenantRoles), tag));
    }

    /**
     * The policy of those who manage a root key: enable, disable, rotate and delete it. They cannot use it, and cannot
     * change its key policy, with which they could let themselves use it.
     *
     * @param store the key hierarchy
     * @return an identity-based policy
     */
    public TenantPolicy keyAdministratorPolicy(BranchKeyStore store) {
        return ofPersona(RootKeyText.ofKeyAdministrators(store));
    }

    /**
     * The policy of those who make, rotate and delete branch keys: the onboarding of tenants. Their sessions have the
     * tenant tag as well, so each makes one tenant's keys; they never have a key decrypted, and cannot carry one over to
     * another KMS key. The table itself is made by others.
     *
     * @param store the key hierarchy
     * @return an identity-based policy
     */
    public TenantPolicy keyStoreAdministratorPolicy(BranchKeyStore store) {
        List<Grant> grants = Grant.merged(KeyStoreGrants.ofAdministrator(store));
        return policy(PolicyPlace.IDENTITY, AccessDocuments.whole(grants, PolicyPlace.IDENTITY.type(), tag));
    }

    /**
     * The policy of those who look after a key hierarchy without touching it: metadata of the root key and of the table,
     * no items, no use of the key.
     *
     * @param store the key hierarchy
     * @return an identity-based policy
     */
    public TenantPolicy auditorPolicy(BranchKeyStore store) {
        return ofPersona(RootKeyText.ofAuditors(store));
    }

    /**
     * The key policy of a root key. It does not leave the key's use to IAM policies, as AWS's default key policy does: an
     * administrator of the account with every permission cannot decrypt. What it leaves to IAM is the key policy itself,
     * so that the key stays manageable; who may call {@code kms:PutKeyPolicy} in the account can change all of this.
     *
     * @param store the key hierarchy
     * @param personas the roles that have a part in it
     * @return a key policy
     * @throws PolicyTooLargeException if KMS would not take it
     * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html">Key policies in AWS KMS</a>
     */
    public TenantPolicy rootKeyPolicy(BranchKeyStore store, KeyPersonas personas) {
        return policy(PolicyPlace.KEY, RootKeyText.keyPolicy(store, personas, tag));
    }

    /**
     * Denies everything to sessions that were issued before a moment, of all tenants. Attach it to the tenants' role.
     * It does not keep anybody from starting a new session: change the trust policy first. It works as soon as
     * IAM has spread it, which takes seconds and has no bound.
     *
     * @param before the moment; rounded up to a whole second
     * @return an identity-based policy
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html">Revoke IAM role
     *     temporary security credentials</a>
     */
    public TenantPolicy lockDown(Instant before) {
        return ofPersona(List.of(LockDown.ofAll(before)));
    }

    /**
     * As {@link #lockDown(Instant)}, for the sessions of one tenant.
     *
     * @param before the moment; rounded up to a whole second
     * @param tenant the tenant
     * @return an identity-based policy
     */
    public TenantPolicy lockDown(Instant before, TenantId tenant) {
        return ofPersona(List.of(LockDown.ofTenant(before, tag, tenant.value())));
    }

    private TenantPolicy ofPersona(List<Grant> grants) {
        PolicyDocument document =
                PolicyText.ofTag(PolicyPlace.IDENTITY.type(), tag).add(grants).document();
        return policy(PolicyPlace.IDENTITY, document);
    }

    private static TenantPolicy policy(PolicyPlace place, PolicyDocument document) {
        return new TenantPolicy(place, document);
    }
}
