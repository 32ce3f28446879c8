package dev.partywall.abac.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.abac.PolicyLinter;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A policy with a mistake, and the same without. */
record Mistake(String title, PolicyType type, Map<LintRule, Severity> rules, Part bad, Part mended) {

    /** A policy and what the linter is told about it. */
    record Part(String json, PolicyLinter linter, List<String> lines) {

        PolicyDocument document(PolicyType type) {
            return PolicyDocument.parse(type, json);
        }
    }

    /** All mistakes, by service. */
    static Stream<Mistake> all() {
        return Stream.of("dynamodb.txt", "s3.txt", "kms.txt", "others.txt").flatMap(Mistake::in);
    }

    private static Stream<Mistake> in(String file) {
        return PolicyTexts.sections(file).map(Mistake::of);
    }

    private static Mistake of(List<String> section) {
        String[] words = section.get(0).split(" ", 4);
        Map<LintRule, Severity> rules = new TreeMap<>();
        rules.put(LintRule.valueOf(words[0]), Severity.valueOf(words[1]));
        int separator = section.indexOf("---");
        List<String> bad = section.subList(1, separator);
        bad.stream()
                .filter(line -> line.startsWith("also "))
                .map(line -> line.split(" "))
                .forEach(also -> rules.put(LintRule.valueOf(also[1]), Severity.valueOf(also[2])));
        return new Mistake(
                words[0] + ": " + words[3],
                PolicyType.valueOf(words[2]),
                rules,
                part(bad),
                part(section.subList(separator + 1, section.size())));
    }

    private static Part part(List<String> lines) {
        PolicyLinter.Builder linter = PolicyLinter.builder();
        List<String> text = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("with ")) {
                String[] words = line.split(" ", 3);
                tell(linter, words[1], words[2]);
            } else if (!line.startsWith("also ")) {
                text.add(line);
            }
        }
        return new Part(PolicyTexts.policy(text), linter.build(), lines);
    }

    private static void tell(PolicyLinter.Builder linter, String setting, String value) {
        switch (setting) {
            case "index" -> linter.index(value);
            case "ids" -> linter.tenantIds(Arrays.asList(value.split(",")));
            case "chaining" -> linter.chaining(value.equals("transitive"));
            case "key-store" -> linter.keyStore(value);
            case "role-tag" -> linter.roleTag(value.split("=", 2)[0], value.split("=", 2)[1]);
            default -> throw new IllegalArgumentException(setting);
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
