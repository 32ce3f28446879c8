package dev.partywall.policy;

import dev.partywall.policy.internal.CompiledStatements;
import dev.partywall.policy.internal.PolicyReader;
import dev.partywall.policy.internal.PolicyWarnings;
import dev.partywall.policy.internal.PolicyWriter;
import java.util.List;
import java.util.Optional;

/**
 * A policy, parsed. Immutable and safe for use by many threads.
 *
 * @param type where it stands
 * @param version its version, if it names one
 * @param id its Id, if it has one
 * @param statements its statements, in order
 */
public record PolicyDocument(
        PolicyType type, Optional<PolicyVersion> version, Optional<String> id, List<Statement> statements) {

    /**
     * Copies the statements.
     *
     * @param type where it stands
     * @param version its version, if it names one
     * @param id its Id, if it has one
     * @param statements its statements, in order
     */
    public PolicyDocument {
        statements = CompiledStatements.copyOf(type, version.orElse(PolicyVersion.V2008_10_17), statements);
    }

    /**
     * Parses a policy as strictly as IAM does.
     *
     * @param type where the policy stands
     * @param json its text
     * @return the policy; nothing in the text is lost
     * @throws PolicySyntaxException if IAM would refuse it
     */
    public static PolicyDocument parse(PolicyType type, String json) {
        return PolicyReader.read(type, json);
    }

    /**
     * The language that it is evaluated by.
     *
     * @return its version, or the old one if it names none
     */
    public PolicyVersion language() {
        return version.orElse(PolicyVersion.V2008_10_17);
    }

    /**
     * What IAM takes but the author hardly meant.
     *
     * @return the warnings, in the order of the document
     */
    public List<PolicyWarning> warnings() {
        return PolicyWarnings.of(this);
    }

    /**
     * The document as JSON, with elements in a fixed order; parses to an equal document but for ranges.
     *
     * @return indented JSON
     */
    public String toJson() {
        return PolicyWriter.write(this);
    }
}
