package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.ManagedPolicy;
import dev.partywall.testing.internal.principals.RoleSettings;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The shapes of answers (https://docs.aws.amazon.com/IAM/latest/APIReference/API_Types.html). */
final class Answers {

    private Answers() {}

    /** An answer without content. */
    static XmlElements nothing() {
        return new XmlElements();
    }

    /** A role or user; lists leave out tags and boundary. */
    static XmlElements entity(Entity entity, boolean whole) {
        String kind = entity.kind().text();
        XmlElements answer = new XmlElements()
                .with("Path", entity.path())
                .with(kind + "Name", entity.name())
                .with(kind + "Id", entity.id())
                .with("Arn", entity.arn())
                .with("CreateDate", time(entity.created()));
        if (entity.kind() == EntityKind.ROLE) {
            settings(answer, entity.settings());
        }
        if (whole) {
            entity.boundary()
                    .ifPresent(arn -> answer.with(
                            "PermissionsBoundary",
                            new XmlElements()
                                    .with("PermissionsBoundaryType", "Policy")
                                    .with("PermissionsBoundaryArn", arn)));
            if (!entity.tags().isEmpty()) {
                answer.withAll("Tags", tags(entity.tags()));
            }
        }
        return answer;
    }

    private static void settings(XmlElements answer, RoleSettings settings) {
        answer.with("AssumeRolePolicyDocument", document(settings.trust().text()));
        if (!settings.description().isEmpty()) {
            answer.with("Description", settings.description());
        }
        answer.with("MaxSessionDuration", settings.maxSessionDuration());
    }

    /** A managed policy. */
    static XmlElements policy(ManagedPolicy policy, long attachments, long boundaries, boolean whole) {
        XmlElements answer = new XmlElements()
                .with("PolicyName", policy.name())
                .with("PolicyId", policy.id())
                .with("Arn", policy.arn())
                .with("Path", policy.path())
                .with("DefaultVersionId", policy.defaultVersion())
                .with("AttachmentCount", attachments)
                .with("PermissionsBoundaryUsageCount", boundaries)
                .with("IsAttachable", true)
                .with("CreateDate", time(policy.created()))
                .with("UpdateDate", time(policy.updated()));
        if (whole && !policy.description().isEmpty()) {
            answer.with("Description", policy.description());
        }
        if (whole && !policy.tags().isEmpty()) {
            answer.withAll("Tags", tags(policy.tags()));
        }
        return answer;
    }

    /** A version of a managed policy; lists leave out the document. */
    static XmlElements version(ManagedPolicy policy, ManagedPolicy.Version version, boolean whole) {
        XmlElements answer = new XmlElements();
        if (whole) {
            answer.with("Document", document(version.policy().text()));
        }
        return answer.with("VersionId", version.id())
                .with("IsDefaultVersion", version.id().equals(policy.defaultVersion()))
                .with("CreateDate", time(version.created()));
    }

    /** Tags. */
    static List<XmlElements> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> tag(tag.getKey(), tag.getValue()))
                .toList();
    }

    /** A tag. */
    static XmlElements tag(String key, String value) {
        return new XmlElements().with("Key", key).with("Value", value);
    }

    /** Policies are URL-encoded in answers, by RFC 3986. */
    static String document(String policy) {
        return URLEncoder.encode(policy, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** A date, to the second. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
