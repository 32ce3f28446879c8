package dev.partywall.abac.internal.lint;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Policies in files. */
public final class PolicyFiles {

    private PolicyFiles() {}

    /** The file itself, or all files of a folder and of the folders in it that end in .json, by name. */
    public static List<Path> in(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** Reads a policy; if its type is not said, what it has in it tells. */
    public static PolicyDocument read(Path file, Optional<PolicyType> type) throws IOException {
        String json = Files.readString(file);
        return type.isPresent() ? PolicyDocument.parse(type.get(), json) : infer(json);
    }

    /** Reads a policy whose type is not said. Principals make it one of a resource, a key or a role. */
    public static PolicyDocument infer(String json) {
        PolicyDocument document;
        try {
            document = PolicyDocument.parse(PolicyType.RESOURCE, json);
        } catch (PolicySyntaxException asResource) {
            return identity(json, asResource);
        }
        boolean roles = document.statements().stream()
                .allMatch(one -> isOf("sts:", one) && one.resource().isEmpty());
        boolean keys = document.statements().stream().allMatch(one -> isOf("kms:", one));
        PolicyType type = roles ? PolicyType.TRUST : keys ? PolicyType.KEY : PolicyType.RESOURCE;
        return PolicyDocument.parse(type, json);
    }

    /** Of two complaints the one that is further down has understood more. */
    private static PolicyDocument identity(String json, PolicySyntaxException asResource) {
        try {
            return PolicyDocument.parse(PolicyType.IDENTITY, json);
        } catch (PolicySyntaxException asIdentity) {
            boolean further = asResource.line() > asIdentity.line()
                    || (asResource.line() == asIdentity.line() && asResource.column() > asIdentity.column());
            throw further ? asResource : asIdentity;
        }
    }

    private static boolean isOf(String service, Statement statement) {
        return statement.action().patterns().stream()
                .allMatch(pattern -> pattern.toLowerCase(Locale.ROOT).startsWith(service));
    }
}
