package dev.partywall.abac;

import dev.partywall.abac.LintFinding.Severity;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@link PolicyLinter} found.
 *
 * @param findings in the order of documents, statements and rules
 * @param accepted what was found and had been accepted beforehand
 */
public record LintReport(List<LintFinding> findings, List<Accepted> accepted) {

    /**
     * A finding that somebody decided to live with.
     *
     * @param finding the finding
     * @param reason why, in the words of who accepted it
     */
    public record Accepted(LintFinding finding, String reason) {}

    /**
     * Copies the lists.
     *
     * @param findings in the order of documents, statements and rules
     * @param accepted what was found and had been accepted beforehand
     */
    public LintReport {
        findings = List.copyOf(findings);
        accepted = List.copyOf(accepted);
    }

    /**
     * Whether nothing was found that was not accepted.
     *
     * @return true if {@link #findings()} is empty
     */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /**
     * The findings that are leaks.
     *
     * @return in the same order
     */
    public List<LintFinding> leaks() {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.LEAK)
                .toList();
    }

    /** One finding a line. */
    @Override
    public String toString() {
        return isClean()
                ? "no findings"
                : findings.stream().map(LintFinding::toString).collect(Collectors.joining("\n"));
    }
}
