package dev.partywall.cli;

import dev.partywall.cli.output.Format;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of all commands; they may stand before the command or behind it. */
final class GlobalOptions {

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:PARTYWALL_SETTINGS}",
            description = "The settings: a .properties file in UTF-8. Default: what PARTYWALL_SETTINGS names.")
    @Nullable
    Path settings;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            scope = ScopeType.INHERIT,
            description = "One setting, in the place of what the file says. May be repeated.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            description = "table (for people) or json (for scripts). Default: ${DEFAULT-VALUE}")
    Format format = Format.TABLE;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Do not show how far long work has come.")
    boolean quiet;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where in the code an error comes from, for a report.")
    boolean stackTrace;
}
