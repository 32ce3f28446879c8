package dev.partywall.testing;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A role of the lab's account, for tests to set up and to play. What is done here is done by the lab itself: it is not
 * recorded as a call, and nobody is asked. Safe for use by many threads.
 */
public final class LabRole {

    private final LabWiring lab;
    private final String name;

    private LabRole(LabWiring lab, String name) {
        this.lab = lab;
        this.name = name;
    }

    /**
     * The ARN.
     *
     * @return with the path
     */
    public String arn() {
        return role().arn();
    }

    /**
     * The name.
     *
     * @return without the path
     */
    public String name() {
        return name;
    }

    /**
     * The inline policies as they are now.
     *
     * @return by name
     */
    public Map<String, PolicyDocument> policies() {
        Map<String, PolicyDocument> policies = new LinkedHashMap<>();
        role().inline().forEach((policy, stored) -> policies.put(policy, stored.document()));
        return Map.copyOf(policies);
    }

    private Entity role() {
        return lab.principals()
                .entities(EntityKind.ROLE)
                .find(name)
                .orElseThrow(() -> new IllegalStateException("The role " + name + " was deleted"));
    }

    /**
     * Adds or replaces an inline policy; it is in force at once, for sessions that have begun as well.
     *
     * @param policy its name
     * @param json the policy
     * @return this
     * @throws IllegalArgumentException if IAM would refuse it
     */
    public LabRole putPolicy(String policy, String json) {
        lab.administer("PutRolePolicy", Map.of("RoleName", name, "PolicyName", policy, "PolicyDocument", json));
        return this;
    }

    /**
     * Removes an inline policy.
     *
     * @param policy its name
     * @return this
     * @throws IllegalArgumentException if there is none of this name
     */
    public LabRole deletePolicy(String policy) {
        lab.administer("DeleteRolePolicy", Map.of("RoleName", name, "PolicyName", policy));
        return this;
    }

    /**
     * Replaces the trust policy.
     *
     * @param json the policy
     * @return this
     * @throws IllegalArgumentException if IAM would refuse it
     */
    public LabRole trust(String json) {
        lab.administer("UpdateAssumeRolePolicy", Map.of("RoleName", name, "PolicyDocument", json));
        return this;
    }

    /**
     * A session of this role, to be set up and started.
     *
     * @param session the session name: 2 to 64 letters, digits and {@code +=,.@-_}
     * @return a builder
     */
    public LabSession.Builder session(String session) {
        return new LabSession.Builder(lab, arn(), Objects.requireNonNull(session, "session"));
    }

    @Override
    public String toString() {
        return "LabRole[" + name + "]";
    }

    /** Sets up a role. Not safe for use by many threads. */
    public static final class Builder {

        private final LabWiring lab;
        private final Map<String, String> members = new HashMap<>();
        private final Map<String, String> policies = new LinkedHashMap<>();
        private final String name;
        private int tags;
        private String boundary = "";

        Builder(LabWiring lab, String name) {
            this.lab = lab;
            this.name = Objects.requireNonNull(name, "name");
            String account = lab.principals().account().accountId();
            members.put("RoleName", name);
            members.put("AssumeRolePolicyDocument", """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                      "Principal": {"AWS": "arn:aws:iam::%s:root"},
                      "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]}]}
                    """.formatted(account));
        }

        /**
         * Sets the path. The default is {@code /}.
         *
         * @param path from slash to slash
         * @return this
         */
        public Builder path(String path) {
            members.put("Path", path);
            return this;
        }

        /**
         * Sets the trust policy. By default it leaves it to the identity policies of the lab's account who may assume the
         * role, with session tags and a source identity.
         *
         * @param json the policy
         * @return this
         */
        public Builder trust(String json) {
            members.put("AssumeRolePolicyDocument", json);
            return this;
        }

        /**
         * Adds an inline policy.
         *
         * @param policy its name
         * @param json the policy
         * @return this
         */
        public Builder policy(String policy, String json) {
            policies.put(policy, json);
            return this;
        }

        /**
         * Sets a permissions boundary, kept as a managed policy with the name of the role and {@code -boundary}.
         *
         * @param json the policy
         * @return this
         */
        public Builder permissionsBoundary(String json) {
            boundary = Objects.requireNonNull(json, "json");
            return this;
        }

        /**
         * Adds a tag.
         *
         * @param key its key
         * @param value its value
         * @return this
         */
        public Builder tag(String key, String value) {
            tags++;
            members.put("Tags.member." + tags + ".Key", key);
            members.put("Tags.member." + tags + ".Value", value);
            return this;
        }

        /**
         * Sets how long sessions may last. The default is an hour.
         *
         * @param duration 1 to 12 hours
         * @return this
         */
        public Builder maxSessionDuration(Duration duration) {
            members.put("MaxSessionDuration", Long.toString(duration.toSeconds()));
            return this;
        }

        /**
         * Makes the role. If a policy is refused the role is there without it.
         *
         * @return the role
         * @throws IllegalArgumentException if IAM would refuse something about it
         */
        public LabRole create() {
            if (!boundary.isEmpty()) {
                String policy = name + "-boundary";
                lab.administer("CreatePolicy", Map.of("PolicyName", policy, "PolicyDocument", boundary));
                members.put("PermissionsBoundary", lab.principals().arn("policy", "/", policy));
            }
            lab.administer("CreateRole", members);
            LabRole role = new LabRole(lab, name);
            policies.forEach(role::putPolicy);
            return role;
        }
    }
}
