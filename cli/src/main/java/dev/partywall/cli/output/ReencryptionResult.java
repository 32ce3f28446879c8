package dev.partywall.cli.output;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.reencryption.ReencryptionCounts;
import dev.partywall.lifecycle.reencryption.ReencryptionFailure;
import dev.partywall.lifecycle.reencryption.ReencryptionReport;
import java.util.Map;
import java.util.TreeMap;

/**
 * A re-encryption, or what one would do.
 *
 * @param tenant whose records
 * @param source where they are stored
 * @param report what became of them
 */
public record ReencryptionResult(TenantId tenant, String source, ReencryptionReport report) implements Result {

    @Override
    public Object json() {
        return Fields.create()
                .with("tenant", tenant.value())
                .with("source", source)
                .with("newest", report.newest().map(BranchKeyVersion::toString))
                .with("complete", report.complete())
                .with("clean", report.isClean())
                .with("counts", counts(report.counts()))
                .with("byVersion", byVersion())
                .with(
                        "failures",
                        report.failures().stream().map(ReencryptionResult::json).toList())
                .with("failuresNotRemembered", report.failuresNotRemembered())
                .with("heldByOthers", report.heldByOthers())
                .with("tookSeconds", report.took().toSeconds())
                .toMap();
    }

    private static Map<String, Object> counts(ReencryptionCounts counts) {
        return Fields.create()
                .with("read", counts.read())
                .with("rewritten", counts.rewritten())
                .with("alreadyNewest", counts.alreadyNewest())
                .with("changedMeanwhile", counts.changedMeanwhile())
                .with("gone", counts.gone())
                .with("failed", counts.failed())
                .toMap();
    }

    private Map<String, Object> byVersion() {
        Map<String, Object> versions = new TreeMap<>();
        report.counts().byVersion().forEach((version, count) -> versions.put(version.toString(), count));
        return versions;
    }

    private static Map<String, Object> json(ReencryptionFailure failure) {
        return Fields.create()
                .with("partition", failure.partition())
                .with("key", failure.key())
                .with("code", failure.code().number())
                .with("name", failure.code().name())
                .toMap();
    }

    @Override
    public String text() {
        Table table = Table.ofFields()
                .row("Tenant", tenant.value())
                .row("Source", source)
                .row("Newest version", TenantFields.orDash(report.newest().map(BranchKeyVersion::toString)))
                .row("Read", number(report.counts().read()))
                .row("Rewritten", number(report.counts().rewritten()))
                .row("Already newest", number(report.counts().alreadyNewest()))
                .row("Changed meanwhile", number(report.counts().changedMeanwhile()))
                .row("Gone", number(report.counts().gone()))
                .row("Failed", number(report.counts().failed()));
        report.heldByOthers().forEach(partition -> table.row("Held by another", partition));
        return table.row("Complete", report.complete() ? "yes" : "no") + versions() + failures();
    }

    private String versions() {
        if (report.counts().byVersion().isEmpty()) {
            return "";
        }
        Table table = Table.of("VERSION", "RECORDS READ");
        byVersion().forEach((version, count) -> table.row(version, String.valueOf(count)));
        return "\n\n" + table;
    }

    private String failures() {
        if (report.failures().isEmpty()) {
            return "";
        }
        Table table = Table.of("PARTITION", "KEY", "FAILED WITH");
        report.failures()
                .forEach(one -> table.row(one.partition(), one.key(), one.code().toString()));
        return "\n\n" + table;
    }

    private static String number(long count) {
        return Long.toString(count);
    }
}
