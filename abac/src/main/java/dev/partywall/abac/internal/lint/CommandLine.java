package dev.partywall.abac.internal.lint;

import dev.partywall.abac.PolicyLinter;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The arguments of the command.
 *
 * @param type the type of the policies, if it is said
 * @param linter the linter as set up
 * @param files files and folders
 */
public record CommandLine(Optional<PolicyType> type, PolicyLinter linter, List<String> files) {

    /** How to call the command. */
    public static final String USAGE = "Usage: [--kind " + kinds("|") + "] [--tenant-tag KEY] [--operators]"
            + " [--chaining transitive|not-transitive] [--key-store NAME] FILE_OR_FOLDER...";

    /** Copies the files. */
    public CommandLine {
        files = List.copyOf(files);
    }

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException if they make no sense
     */
    public static CommandLine parse(List<String> arguments) {
        Optional<PolicyType> type = Optional.empty();
        PolicyLinter.Builder linter = PolicyLinter.builder();
        List<String> files = new ArrayList<>();
        for (Iterator<String> all = arguments.iterator(); all.hasNext(); ) {
            String argument = all.next();
            switch (argument) {
                case "--kind" -> type = Optional.of(kind(value(argument, all)));
                case "--tenant-tag" -> linter.tenantTag(value(argument, all));
                case "--operators" -> linter.operators();
                case "--chaining" -> linter.chaining(isTransitive(value(argument, all)));
                case "--key-store" -> linter.keyStore(value(argument, all));
                default -> files.add(file(argument));
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("No files to lint.");
        }
        return new CommandLine(type, linter.build(), files);
    }

    private static String value(String option, Iterator<String> all) {
        if (!all.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return all.next();
    }

    private static String file(String argument) {
        if (argument.startsWith("--")) {
            throw new IllegalArgumentException("There is no option " + argument + ".");
        }
        return argument;
    }

    private static PolicyType kind(String text) {
        return Stream.of(PolicyType.values())
                .filter(type -> name(type).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no kind " + text + "; kinds are " + kinds(", ") + "."));
    }

    private static String kinds(String separator) {
        return Stream.of(PolicyType.values()).map(CommandLine::name).collect(Collectors.joining(separator));
    }

    private static String name(PolicyType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isTransitive(String text) {
        return switch (text) {
            case "transitive" -> true;
            case "not-transitive" -> false;
            default ->
                throw new IllegalArgumentException("--chaining is transitive or not-transitive, not " + text + ".");
        };
    }
}
