package dev.partywall.abac;

import dev.partywall.abac.internal.lint.CommandLine;
import dev.partywall.abac.internal.lint.PolicyFiles;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Lints files from the command line, one by one. Each finding is a line {@code file:line:column: rule severity …}, as
 * compilers print them.
 */
public final class PolicyLintCommand {

    /** Exit code: no findings. */
    public static final int CLEAN = 0;

    /** Exit code: findings. */
    public static final int FINDINGS = 1;

    /** Exit code: wrong arguments, a file that cannot be read, or a text that is no policy. */
    public static final int FAILED = 2;

    private final CommandLine arguments;
    private final PrintStream out;
    private final PrintStream err;

    private PolicyLintCommand(CommandLine arguments, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.out = out;
        this.err = err;
    }

    /**
     * Lints and exits the JVM.
     *
     * @param args options, files and folders; without any, the usage is printed
     */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /**
     * Lints.
     *
     * @param args options, files and folders
     * @param out where findings go
     * @param err where complaints go
     * @return {@link #CLEAN}, {@link #FINDINGS} or {@link #FAILED}
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            return new PolicyLintCommand(CommandLine.parse(args), out, err).run();
        } catch (IllegalArgumentException | InvalidPolicySettingException e) {
            err.println(e.getMessage());
            err.println(CommandLine.USAGE);
            return FAILED;
        }
    }

    /** The gravest of all files. */
    private int run() {
        int worst = CLEAN;
        for (String argument : arguments.files()) {
            worst = Math.max(worst, lintAll(argument));
        }
        return worst;
    }

    private int lintAll(String argument) {
        int worst = CLEAN;
        try {
            for (Path file : PolicyFiles.in(Path.of(argument))) {
                worst = Math.max(worst, lint(file));
            }
        } catch (IOException | UncheckedIOException e) {
            err.println(argument + ": cannot be read: " + e);
            return FAILED;
        }
        return worst;
    }

    private int lint(Path file) throws IOException {
        try {
            PolicyDocument document = PolicyFiles.read(file, arguments.type());
            LintReport report = arguments.linter().lint(document);
            report.findings().forEach(finding -> print(file, finding));
            return report.isClean() ? CLEAN : FINDINGS;
        } catch (PolicySyntaxException e) {
            err.println(file + ":" + e.line() + ":" + e.column() + ": no policy: " + e.getMessage());
            return FAILED;
        }
    }

    private void print(Path file, LintFinding finding) {
        out.println(
                file + ":" + finding.range().startLine() + ":" + finding.range().startColumn() + ": " + finding);
    }
}
