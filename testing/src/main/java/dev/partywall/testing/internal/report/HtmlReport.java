package dev.partywall.testing.internal.report;

import dev.partywall.testing.Attack;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A report as one HTML file that needs nothing else: no script, no font, no network. */
public final class HtmlReport {

    private HtmlReport() {}

    /** Writes it, and the folder if there is none. */
    public static void write(IsolationReport report, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().normalize().getParent());
            Files.writeString(file, of(report));
        } catch (IOException e) {
            throw new UncheckedIOException("The isolation report cannot be written to " + file, e);
        }
    }

    /** The file's content. */
    public static String of(IsolationReport report) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<title>Tenant isolation</title><style>" + style() + "</style></head><body>"
                + head(report) + figures(report) + legend()
                + MatrixTable.of(report)
                + Findings.of(report)
                + MutantTable.of(report)
                + PolicyListing.of(report)
                + "</body></html>\n";
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(css, "report.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(IsolationReport report) {
        boolean isolated = report.isIsolated();
        String tenants = report.tenants().stream().map(tenant -> tenant.value()).collect(Collectors.joining(", "));
        return "<header class=\"" + (isolated ? "held" : "leaked") + "\"><h1>Tenant isolation</h1><p class=\"verdict\">"
                + (isolated ? "The wall held" : "Not proven isolated") + "</p><p>Tenants: " + Html.escape(tenants)
                + "</p></header>";
    }

    private static String figures(IsolationReport report) {
        long attacks = report.results().stream()
                .filter(result -> result.attack().kind() != Attack.Kind.CONTROL)
                .count();
        long controls = report.results().size() - attacks;
        return "<ul class=\"figures\">" + figure(report.operations().size(), "operations") + figure(attacks, "attacks")
                + figure(controls, "controls") + figure(report.failures().size(), "failures")
                + figure(report.uncovered().size(), "methods without a probe")
                + figure(report.mutants().size(), "policy mutants")
                + figure(report.survivors().size(), "survivors") + "</ul>";
    }

    private static String figure(long count, String name) {
        return "<li><b>" + count + "</b> " + name + "</li>";
    }

    private static String legend() {
        StringBuilder legend = new StringBuilder("<p class=\"legend\">Stopped by: ");
        for (Barrier barrier : Barrier.values()) {
            legend.append(Html.element("span", "cell " + cssClass(barrier), barrier.text()))
                    .append(' ');
        }
        return legend.append("</p>").toString();
    }

    /** The class of a cell. */
    static String cssClass(Barrier barrier) {
        return "b-" + barrier.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
