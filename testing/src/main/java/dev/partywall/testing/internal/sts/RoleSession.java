package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityRef;
import dev.partywall.testing.internal.principals.Session;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A session of a role, about to begin.
 *
 * @param role the role
 * @param name the session name
 * @param passed the tags of the request
 * @param policies the session policies
 * @param inherited from the session before
 * @param source the source identity of the request
 * @param keys condition keys of its further requests
 */
record RoleSession(
        Entity role,
        String name,
        SessionTags passed,
        SessionPolicies policies,
        Inherited inherited,
        Optional<String> source,
        Map<String, String> keys) {

    /** Begins it. Returns credentials, and who they are. */
    XmlElements begin(Credentials credentials, Instant now, int seconds) {
        Map<String, String> tags = new TreeMap<>(passed.tags());
        tags.putAll(inherited.tags());
        OptionalInt packed = PackedSize.of(policies, tags);
        List<String> transitive = new ArrayList<>(inherited.tags().keySet());
        transitive.addAll(passed.transitive());
        Session session = new Session(
                Optional.of(EntityRef.to(role)),
                name,
                now,
                tags,
                transitive,
                inherited.sourceIdentity().or(() -> source),
                policies.inline(),
                policies.arns(),
                keys);
        XmlElements answer = answer(credentials.issue(session, now.plusSeconds(seconds)), arn(role, name));
        packed.ifPresent(percent -> answer.with("PackedPolicySize", percent));
        session.sourceIdentity().ifPresent(identity -> answer.with("SourceIdentity", identity));
        return answer;
    }

    /** The ARN of a session has the role's name without its path. */
    private static String arn(Entity role, String session) {
        String account = role.arn().split(":", -1)[4];
        return "arn:aws:sts::" + account + ":assumed-role/" + role.name() + "/" + session;
    }

    private XmlElements answer(Credential credential, String arn) {
        return new XmlElements()
                .with(
                        "AssumedRoleUser",
                        new XmlElements()
                                .with("AssumedRoleId", role.id() + ":" + name)
                                .with("Arn", arn))
                .with("Credentials", shape(credential));
    }

    /** Temporary credentials as answers have them. */
    static XmlElements shape(Credential credential) {
        XmlElements shape = new XmlElements()
                .with("AccessKeyId", credential.accessKeyId())
                .with("SecretAccessKey", credential.secretAccessKey());
        credential.sessionToken().ifPresent(token -> shape.with("SessionToken", token));
        credential.expires().ifPresent(end -> shape.with("Expiration", end.truncatedTo(ChronoUnit.SECONDS)));
        return shape;
    }
}
