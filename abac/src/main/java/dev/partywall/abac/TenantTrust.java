package dev.partywall.abac;

import dev.partywall.abac.internal.policies.Arn;
import dev.partywall.abac.internal.policies.Names;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Who may start tenants' sessions, and what a session must bring. Immutable and safe for use by many threads. */
public final class TenantTrust {

    private final List<String> roles;
    private final List<WebIdentity> webIdentities;
    private final List<String> otherTags;
    private final Optional<String> externalId;
    private final boolean transitive;
    private final boolean sourceIdentity;

    private TenantTrust(Builder builder) {
        this.roles = List.copyOf(builder.roles);
        this.webIdentities = List.copyOf(builder.webIdentities.values());
        this.otherTags = List.copyOf(builder.otherTags);
        this.externalId = builder.externalId;
        this.transitive = builder.transitive;
        this.sourceIdentity = builder.sourceIdentity;
    }

    /**
     * Begins a description.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The roles of services that start sessions with AssumeRole.
     *
     * @return their ARNs, in order
     */
    public List<String> roles() {
        return roles;
    }

    /**
     * The identity providers whose tokens start sessions.
     *
     * @return in the order of their ARNs
     */
    public List<WebIdentity> webIdentities() {
        return webIdentities;
    }

    /**
     * The session tags that may stand beside the tenant tag.
     *
     * @return their keys, in order
     */
    public List<String> otherTags() {
        return otherTags;
    }

    /**
     * The external id that AssumeRole must bring.
     *
     * @return the id, if one is wanted
     */
    public Optional<String> externalId() {
        return externalId;
    }

    /**
     * Whether the tenant tag must be transitive.
     *
     * @return false unless set
     */
    public boolean transitive() {
        return transitive;
    }

    /**
     * Whether a session must have a source identity.
     *
     * @return false unless set
     */
    public boolean sourceIdentity() {
        return sourceIdentity;
    }

    /**
     * An OpenID Connect provider, and for whom its tokens must be. Its tokens must carry the tenant tag.
     *
     * @param providerArn the ARN of the provider in IAM
     * @param audiences the values of {@code aud} that are taken
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp">
     *     Passing session tags using AssumeRoleWithWebIdentity</a>
     */
    public record WebIdentity(String providerArn, List<String> audiences) {

        /**
         * Checks the settings.
         *
         * @param providerArn the ARN of the provider in IAM
         * @param audiences the values of {@code aud} that are taken
         * @throws InvalidPolicySettingException if one cannot work
         */
        public WebIdentity {
            Arn.parse("webIdentity", providerArn, "iam").requireResource("webIdentity", Names.PROVIDER);
            audiences = audiences.stream().distinct().sorted().toList();
            audiences.forEach(audience -> Names.require("audiences", audience, Names.PLAIN));
            if (audiences.isEmpty()) {
                throw InvalidPolicySettingException.setting(
                        "audiences", "is empty; any token of the provider would start sessions");
            }
        }
    }

    /** Describes who is trusted. The order of calls does not matter. Not safe for use by many threads. */
    public static final class Builder {

        /** The grammar of external ids: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
        private static final Pattern EXTERNAL_ID = Pattern.compile("[A-Za-z0-9_+=,.@:/-]{2,1224}");

        private final TreeSet<String> roles = new TreeSet<>();
        private final TreeMap<String, WebIdentity> webIdentities = new TreeMap<>();
        private final TreeSet<String> otherTags = new TreeSet<>();
        private Optional<String> externalId = Optional.empty();
        private boolean transitive;
        private boolean sourceIdentity;

        private Builder() {}

        /**
         * Trusts a service's role.
         *
         * @param arn the ARN of the role, not of a session
         * @return this
         * @throws InvalidPolicySettingException if it is not the ARN of a role
         */
        public Builder role(String arn) {
            Arn.parse("role", arn, "iam").requireResource("role", Names.ROLE);
            roles.add(arn);
            return this;
        }

        /**
         * Trusts an identity provider's tokens.
         *
         * @param providerArn the ARN of the provider in IAM
         * @param audiences the values of {@code aud} that are taken
         * @return this
         * @throws InvalidPolicySettingException if it is not the ARN of a provider, or no audience is named
         */
        public Builder webIdentity(String providerArn, String... audiences) {
            webIdentities.put(providerArn, new WebIdentity(providerArn, List.of(audiences)));
            return this;
        }

        /**
         * Lets sessions have other tags beside the tenant tag. No others are let in.
         *
         * @param keys such as {@code Tier}
         * @return this
         * @throws InvalidPolicySettingException if one is not the key of a tag
         */
        public Builder otherTags(String... keys) {
            for (String key : keys) {
                Names.require("otherTags", key, Names.TAG);
                otherTags.add(key);
            }
            return this;
        }

        /**
         * Wants an external id from AssumeRole. Web identities have none.
         *
         * @param id the id
         * @return this
         * @throws InvalidPolicySettingException if STS would not take it
         */
        public Builder externalId(String id) {
            Names.require("externalId", Objects.requireNonNull(id, "id"), EXTERNAL_ID);
            externalId = Optional.of(id);
            return this;
        }

        /**
         * Wants the tenant tag to be transitive: a session that goes on to another role takes it along, and cannot change
         * it.
         *
         * @return this
         */
        public Builder transitiveTenant() {
            transitive = true;
            return this;
        }

        /**
         * Wants a source identity, which CloudTrail then shows with every call.
         *
         * @return this
         */
        public Builder requireSourceIdentity() {
            sourceIdentity = true;
            return this;
        }

        /**
         * The description.
         *
         * @return who is trusted
         * @throws InvalidPolicySettingException if nobody is
         */
        public TenantTrust build() {
            if (roles.isEmpty() && webIdentities.isEmpty()) {
                throw InvalidPolicySettingException.setting("trust", "names nobody; name a role or a web identity");
            }
            return new TenantTrust(this);
        }
    }
}
