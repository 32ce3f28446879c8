package dev.partywall.cli.output;

import dev.partywall.abac.LintFinding;
import dev.partywall.policy.AuthorizationRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the linter found.
 *
 * @param files in the order in which they were looked at
 */
public record LintResult(List<LintedFile> files) implements Result {

    /**
     * Copies the list.
     *
     * @param files in the order in which they were looked at
     */
    public LintResult {
        files = List.copyOf(files);
    }

    /**
     * What the linter found in a file.
     *
     * @param file its name; {@code -} for standard input
     * @param findings in the order of statements and rules
     * @param problem why it could not be linted, if it could not
     */
    public record LintedFile(String file, List<LintFinding> findings, Optional<Problem> problem) {

        /**
         * Copies the list.
         *
         * @param file its name
         * @param findings in the order of statements and rules
         * @param problem why it could not be linted
         */
        public LintedFile {
            findings = List.copyOf(findings);
        }

        private Map<String, Object> json() {
            return Fields.create()
                    .with("file", file)
                    .with("findings", findings.stream().map(LintedFile::json).toList())
                    .with("problem", problem.map(Problem::json))
                    .toMap();
        }

        private static Map<String, Object> json(LintFinding finding) {
            return Fields.create()
                    .with("rule", finding.rule())
                    .with("severity", finding.severity())
                    .with("title", finding.rule().title())
                    .with("statement", finding.name())
                    .with("line", finding.range().startLine())
                    .with("column", finding.range().startColumn())
                    .with("endLine", finding.range().endLine())
                    .with("endColumn", finding.range().endColumn())
                    .with("why", finding.why())
                    .with("allowedAction", finding.exampleRequest().map(AuthorizationRequest::action))
                    .with("allowedResource", finding.exampleRequest().map(AuthorizationRequest::resource))
                    .with("mend", finding.mend())
                    .with("source", finding.rule().source().toString())
                    .toMap();
        }

        /** As compilers print, so that editors find the place. */
        private Stream<String> lines() {
            Stream<String> found = findings.stream()
                    .map(finding -> file + ":" + finding.range().startLine() + ":"
                            + finding.range().startColumn() + ": " + finding);
            return Stream.concat(found, problem.stream().map(one -> file + one.text()));
        }
    }

    /**
     * Why a file could not be linted.
     *
     * @param line where it is no policy, from 1; 0 if it could not be read at all
     * @param column the column, from 1; 0 if it could not be read at all
     * @param message what is wrong
     */
    public record Problem(int line, int column, String message) {

        private Map<String, Object> json() {
            return Fields.create()
                    .with("line", line)
                    .with("column", column)
                    .with("message", message)
                    .toMap();
        }

        private String text() {
            return (line > 0 ? ":" + line + ":" + column : "") + ": " + message;
        }
    }

    /**
     * Whether there is a finding.
     *
     * @return in any file
     */
    public boolean hasFindings() {
        return files.stream().anyMatch(file -> !file.findings().isEmpty());
    }

    /**
     * Whether a file could not be linted.
     *
     * @return any of them
     */
    public boolean hasProblems() {
        return files.stream().anyMatch(file -> file.problem().isPresent());
    }

    @Override
    public Object json() {
        return Fields.create()
                .with("files", files.stream().map(LintedFile::json).toList())
                .toMap();
    }

    @Override
    public String text() {
        String lines =
                files.stream().flatMap(LintedFile::lines).map(Printable::line).collect(Collectors.joining("\n"));
        return lines.isEmpty() ? "No findings." : lines;
    }
}
