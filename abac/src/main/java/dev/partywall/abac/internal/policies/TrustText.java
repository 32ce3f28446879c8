package dev.partywall.abac.internal.policies;

import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.TenantTrust;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.policybuilder.iam.IamPrincipalType;

/**
 * The trust policy of the tenants' role. STS asks it for AssumeRole, for TagSession and for SetSourceIdentity, each by
 * itself, and all must be allowed
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required).
 */
public final class TrustText {

    private static final List<String> NO_RESOURCE = List.of();

    private final TenantTrust trust;
    private final String tag;
    private final PolicyText text;

    private TrustText(TenantTrust trust, String tag) {
        this.trust = trust;
        this.tag = tag;
        this.text = PolicyText.ofTag(PolicyType.TRUST, tag);
    }

    /** The trust policy. */
    public static PolicyDocument of(TenantTrust trust, String tag) {
        requireOneCase(trust, tag);
        TrustText policy = new TrustText(trust, tag);
        if (!trust.roles().isEmpty()) {
            policy.roles();
        }
        trust.webIdentities().forEach(policy::webIdentity);
        policy.guards();
        return policy.text.document();
    }

    /**
     * The trust policy of a role that is one tenant's alone, and has the tenant tag itself. Tags of a session would take the
     * place of the role's
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_ctlogs), so nobody may pass any.
     */
    public static PolicyDocument ofDedicatedRole(List<String> services, String tag) {
        if (services.isEmpty()) {
            throw InvalidPolicySettingException.setting("services", "names no role; nobody could assume the tenant's");
        }
        services.forEach(arn -> Arn.parse("services", arn, "iam").requireResource("services", Names.ROLE));
        PolicyText text = PolicyText.ofTag(PolicyType.TRUST, tag);
        text.add(statement("AssumeRoleOfTenant", List.of("sts:AssumeRole"), List.of()), IamPrincipalType.AWS, services);
        text.addForAll(Grant.deny("DenySessionTags", List.of("sts:TagSession"), NO_RESOURCE, List.of()));
        return text.document();
    }

    /** Keys of session tags have no case, so another case of the tenant tag would be the tenant tag. */
    private static void requireOneCase(TenantTrust trust, String tag) {
        if (trust.otherTags().stream().anyMatch(other -> other.equalsIgnoreCase(tag) && !other.equals(tag))) {
            throw InvalidPolicySettingException.setting(
                    "otherTags", "has \"" + tag + "\" in another case; leave it out");
        }
    }

    private void roles() {
        List<Bound> bounds = new ArrayList<>(everySession());
        trust.externalId().ifPresent(id -> bounds.add(Bound.equal("sts:ExternalId", id)));
        session("", "sts:AssumeRole", bounds, IamPrincipalType.AWS, trust.roles());
    }

    private void webIdentity(TenantTrust.WebIdentity identity) {
        List<Bound> bounds = new ArrayList<>(everySession());
        String issuer = Arn.parse("webIdentity", identity.providerArn(), "iam")
                .resource()
                .substring("oidc-provider/".length());
        bounds.add(new Bound("StringEquals", issuer + ":aud", identity.audiences()));
        session(
                "WebIdentity",
                "sts:AssumeRoleWithWebIdentity",
                bounds,
                IamPrincipalType.create("Federated"),
                List.of(identity.providerArn()));
    }

    private void session(String name, String action, List<Bound> bounds, IamPrincipalType kind, List<String> trusted) {
        text.add(statement("Assume" + name + "ForOneTenant", List.of(action), bounds), kind, trusted);
        text.add(statement("Tag" + name + "WithTenant", List.of("sts:TagSession"), tags()), kind, trusted);
        if (trust.sourceIdentity()) {
            Grant source =
                    statement("Set" + name + "SourceIdentity", List.of("sts:SetSourceIdentity"), List.of(anySource()));
            text.add(source, kind, trusted);
        }
    }

    /** The session is for a tenant and, if wanted, says for whom the tenant's service works. */
    private List<Bound> everySession() {
        return Stream.concat(Stream.of(anyTenant()), trust.sourceIdentity() ? Stream.of(anySource()) : Stream.of())
                .toList();
    }

    private List<Bound> tags() {
        List<String> keys = Stream.concat(Stream.of(tag), trust.otherTags().stream())
                .distinct()
                .sorted()
                .toList();
        List<Bound> bounds = new ArrayList<>(List.of(anyTenant()));
        bounds.addAll(Bound.each("StringEquals", "aws:TagKeys", keys));
        if (trust.transitive()) {
            bounds.add(new Bound("ForAnyValue:StringEquals", "sts:TransitiveTagKeys", List.of(tag)));
        }
        return bounds;
    }

    /** StringLike, since any tenant is meant: one character at least. */
    private Bound anyTenant() {
        return new Bound("StringLike", "aws:RequestTag/" + tag, List.of("?*"));
    }

    private static Bound anySource() {
        return new Bound("StringLike", "sts:SourceIdentity", List.of("?*"));
    }

    private void guards() {
        List<String> actions = List.of("sts:TagSession");
        text.addForAll(
                Grant.deny("DenyMalformedTenant", actions, NO_RESOURCE, List.of(Guards.malformedRequestTag(tag))));
    }

    private static Grant statement(String sid, List<String> actions, List<Bound> bounds) {
        return Grant.allow(Grant.Part.GUARDS, sid, actions, NO_RESOURCE, bounds);
    }
}
