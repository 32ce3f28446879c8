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
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.LongSummaryStatistics;
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
                + Findings.of(report)
                + MatrixTable.of(report)
                + EvidenceTable.of(report)
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
                + "</p>" + period(report) + "</header>";
    }

    /** When it was, as far as calls tell. */
    private static String period(IsolationReport report) {
        LongSummaryStatistics seconds = report.results().stream()
                .flatMap(result -> result.calls().stream())
                .mapToLong(call -> call.arrived().getEpochSecond())
                .summaryStatistics();
        return seconds.getCount() == 0
                ? ""
                : "<p class=\"period\">Calls from " + Instant.ofEpochSecond(seconds.getMin()) + " to "
                        + Instant.ofEpochSecond(seconds.getMax()) + " by the lab's clock</p>";
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
        return "<p>Each operation ran for each tenant on its own data, which it has to reach, and then for each tenant on"
                + " each other tenant's, under each attack. The tenants' policies were enforced by a model of IAM inside the"
                + " test, not by an account of AWS. Whether something exists, and how long an answer takes, was not looked"
                + " at.</p><dl class=\"legend\">"
                + Arrays.stream(Barrier.values()).map(HtmlReport::meaning).collect(Collectors.joining())
                + "</dl>";
    }

    private static String meaning(Barrier barrier) {
        String meaning = switch (barrier) {
            case CONTEXT -> "Stopped: the tenant context refused it, because no tenant or another one was bound.";
            case IAM -> "Stopped: a policy denied the call, or none allowed it.";
            case KEY -> "Stopped: the tenant's key, or KMS, did not open the data.";
            case APPLICATION ->
                "Stopped: the code refused it, or AWS found the request malformed, before any call on the other tenant's"
                        + " data.";
            case NOTHING_FOUND -> "Stopped: the operation ended, and showed nothing of the other tenant.";
            case NONE -> "Not stopped: the other tenant's data was seen or changed.";
            case UNGUARDED ->
                "Not stopped by a policy: IAM allowed a call on the other tenant's data, and only a condition of the"
                        + " call, or the code once it had the answer, stopped the rest.";
            case UNDECIDED -> "Nobody can tell: no proof.";
        };
        return "<dt>" + Html.element("span", "cell " + cssClass(barrier), barrier.text()) + "</dt>"
                + Html.element("dd", "", meaning);
    }

    /** The class of a cell. */
    static String cssClass(Barrier barrier) {
        return "b-" + barrier.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
