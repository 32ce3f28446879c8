package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;

/**
 * Examines documents that apply together: attacks every statement that allows, then reads the text.
 *
 * <p>Permissions boundaries and the control policies of organizations grant nothing, so they are only read.
 */
public final class Examination {

    private static final List<Attack> ON_DATA = List.of(
            new TableAttack(),
            new BucketAttack(),
            new NameAttack(),
            new KeyAttack(),
            new BranchKeyAttack(),
            new TagAttack(),
            new ControlAttack(),
            new ChainAttack(),
            new CallerAttack());

    private static final List<Attack> ON_TRUST = List.of(new TrustAttack());

    private Examination() {}

    /** What is wrong with documents of one type, in their order. */
    public static List<LintFinding> of(LintSettings settings, List<PolicyDocument> documents) {
        Findings findings = new Findings();
        Conditions elements = new Conditions();
        List<Subject> subjects = new ArrayList<>();
        for (int index = 0; index < documents.size(); index++) {
            subjects.addAll(subjects(settings, documents, index, elements));
        }
        subjects.forEach(subject -> attacks(subject.document.type()).forEach(attack -> attack.on(subject, findings)));
        IndexCheck.examine(settings, subjects, findings);
        for (int index = 0; index < documents.size(); index++) {
            new Hygiene(settings, findings, index, documents.get(index)).examine();
        }
        return findings.sorted();
    }

    private static List<Subject> subjects(
            LintSettings settings, List<PolicyDocument> documents, int index, Conditions elements) {
        return documents.get(index).statements().stream()
                .filter(statement -> statement.effect() == Effect.ALLOW)
                .map(statement -> new Subject(settings, documents, index, statement, elements))
                .toList();
    }

    private static List<Attack> attacks(PolicyType type) {
        return switch (type) {
            case IDENTITY, SESSION, RESOURCE, KEY -> ON_DATA;
            case TRUST -> ON_TRUST;
            case PERMISSIONS_BOUNDARY, SERVICE_CONTROL, RESOURCE_CONTROL -> List.of();
        };
    }
}
