package dev.partywall.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * A session of a role: temporary credentials with the role's permissions.
 *
 * @param arn the session's ARN, {@code arn:aws:sts::…:assumed-role/} and role and session name
 * @param credentials for clients; they end by the lab's clock and are not renewed
 */
public record LabSession(String arn, AwsCredentialsProvider credentials) {

    /** The ARN; no secrets. */
    @Override
    public String toString() {
        return "LabSession[" + arn + "]";
    }

    /**
     * Sets up a session. Not safe for use by many threads.
     *
     * <p>It is started by AssumeRole, called by {@code partywall-lab}, a user that the lab makes for that purpose and that
     * may assume all roles as far as it goes by its own policy. The trust policy of the role is asked as ever.
     */
    public static final class Builder {

        private final LabWiring lab;
        private final String roleArn;
        private final String name;
        private final List<Tag> tags = new ArrayList<>();
        private final List<String> transitive = new ArrayList<>();
        private @Nullable String policy;
        private @Nullable String sourceIdentity;
        private @Nullable Duration duration;

        Builder(LabWiring lab, String roleArn, String name) {
            this.lab = lab;
            this.roleArn = roleArn;
            this.name = name;
        }

        /**
         * Passes a session tag.
         *
         * @param key its key
         * @param value its value
         * @return this
         */
        public Builder tag(String key, String value) {
            tags.add(Tag.builder().key(key).value(value).build());
            return this;
        }

        /**
         * Has sessions that are chained to this one inherit a tag.
         *
         * @param key the key of a tag that is passed
         * @return this
         */
        public Builder transitive(String key) {
            transitive.add(key);
            return this;
        }

        /**
         * Passes a session policy, which limits what the role allows.
         *
         * @param json the policy
         * @return this
         */
        public Builder policy(String json) {
            policy = Objects.requireNonNull(json, "json");
            return this;
        }

        /**
         * Sets the source identity: who is behind the session.
         *
         * @param identity 2 to 64 letters, digits and {@code +=,.@-_}
         * @return this
         */
        public Builder sourceIdentity(String identity) {
            sourceIdentity = Objects.requireNonNull(identity, "identity");
            return this;
        }

        /**
         * Sets how long the session lasts. The default is an hour.
         *
         * @param length 15 minutes to what the role allows
         * @return this
         */
        public Builder duration(Duration length) {
            duration = Objects.requireNonNull(length, "length");
            return this;
        }

        /**
         * Starts the session by a call of AssumeRole, which is recorded as every call.
         *
         * @return the session
         * @throws software.amazon.awssdk.services.sts.model.StsException if STS refuses, for instance by the trust policy
         */
        public LabSession start() {
            AssumeRoleResponse answer = lab.sts()
                    .assumeRole(request -> request.roleArn(roleArn)
                            .roleSessionName(name)
                            .tags(tags)
                            .transitiveTagKeys(transitive)
                            .policy(policy)
                            .sourceIdentity(sourceIdentity)
                            .durationSeconds(duration == null ? null : Math.toIntExact(duration.toSeconds()))
                            .overrideConfiguration(o -> o.credentialsProvider(lab.assumer())));
            return new LabSession(
                    answer.assumedRoleUser().arn(),
                    StaticCredentialsProvider.create(AwsSessionCredentials.create(
                            answer.credentials().accessKeyId(),
                            answer.credentials().secretAccessKey(),
                            answer.credentials().sessionToken())));
        }
    }
}
