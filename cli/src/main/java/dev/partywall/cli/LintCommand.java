package dev.partywall.cli;

import dev.partywall.abac.LintReport;
import dev.partywall.abac.PolicyLinter;
import dev.partywall.cli.output.LintResult;
import dev.partywall.cli.output.LintResult.LintedFile;
import dev.partywall.cli.output.LintResult.Problem;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds mistakes in policies by which one tenant reaches another's data. Needs no settings, and calls nobody. */
@Command(
        name = "lint",
        description = "Finds mistakes in policies by which one tenant reaches another's data. Needs no settings.")
final class LintCommand extends ProgramCommand {

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Policies; of a folder all *.json in it; - for standard input.")
    private List<String> names = List.of();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Where the policies stand: identity, session, resource, key, trust, permissions-boundary,"
                    + " service-control or resource-control. Default: what principals and actions tell.")
    private @Nullable PolicyType kind;

    @Option(
            names = "--tenant-tag",
            paramLabel = "KEY",
            defaultValue = "TenantId",
            description = "The key of the tenants' session tag. Default: ${DEFAULT-VALUE}")
    private String tenantTag = "";

    @Option(names = "--operators", description = "The policies are of callers who act for no tenant.")
    private boolean operators;

    @Option(
            names = "--chaining",
            paramLabel = "TAG",
            description =
                    "Sessions start sessions of other roles, and the tenant's tag is transitive or not-transitive.")
    private @Nullable Chaining chaining;

    @Option(
            names = "--key-store",
            paramLabel = "NAME",
            description = "The logical name of the branch key store under the root key.")
    private @Nullable String keyStore;

    enum Chaining {
        TRANSITIVE,
        NOT_TRANSITIVE
    }

    @Override
    public Integer call() throws IOException {
        PolicyLinter linter = linter();
        List<LintedFile> files = new ArrayList<>();
        for (String name : names) {
            for (String file : filesOf(name)) {
                files.add(lint(linter, file));
            }
        }
        LintResult result = new LintResult(files);
        return program().print(result, exitCode(result));
    }

    private static int exitCode(LintResult result) {
        if (result.hasProblems()) {
            return ExitCode.USAGE;
        }
        return result.hasFindings() ? ExitCode.FINDINGS : ExitCode.DONE;
    }

    private PolicyLinter linter() {
        PolicyLinter.Builder linter = PolicyLinter.builder().tenantTag(tenantTag);
        if (operators) {
            linter.operators();
        }
        if (chaining != null) {
            linter.chaining(chaining == Chaining.TRANSITIVE);
        }
        if (keyStore != null) {
            linter.keyStore(keyStore);
        }
        return linter.build();
    }

    private static List<String> filesOf(String name) throws IOException {
        if (name.equals(STANDARD_INPUT) || !Files.isDirectory(Path.of(name))) {
            return List.of(name);
        }
        try (Stream<Path> all = Files.walk(Path.of(name))) {
            return all.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private LintedFile lint(PolicyLinter linter, String file) {
        try {
            String json = read(file);
            LintReport report = kind == null ? linter.lint(json) : linter.lint(kind, json);
            return new LintedFile(file, report.findings(), Optional.empty());
        } catch (IOException unreadable) {
            return new LintedFile(file, List.of(), Optional.of(new Problem(0, 0, "cannot be read: " + unreadable)));
        } catch (PolicySyntaxException noPolicy) {
            Problem problem = new Problem(noPolicy.line(), noPolicy.column(), "no policy: " + noPolicy.getMessage());
            return new LintedFile(file, List.of(), Optional.of(problem));
        }
    }

    private String read(String file) throws IOException {
        return file.equals(STANDARD_INPUT)
                ? new String(program().surroundings().in().readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(Path.of(file));
    }
}
