package dev.partywall.cli.output;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.RotationReport;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A round of rotations.
 *
 * @param report what became of each tenant
 */
public record RotationReportResult(RotationReport report) implements Result {

    @Override
    public Object json() {
        return Fields.create()
                .with("due", due().stream().map(RotationResult::json).toList())
                .with("notDue", names(report.notDue()))
                .with("failed", failed().stream().map(TenantFailure::json).toList())
                .with("unfinished", names(report.unfinished()))
                .toMap();
    }

    @Override
    public String text() {
        Table table = Table.of("TENANT", "OUTCOME", "ACTIVE");
        due().forEach(one -> table.row(
                one.tenant().value(), one.outcome(), one.rotation().active().toString()));
        failed().forEach(one ->
                table.row(one.tenant().value(), "FAILED", one.failure().line()));
        names(report.unfinished()).forEach(tenant -> table.row(tenant, "UNFINISHED", "-"));
        return table + "\n\n" + counts();
    }

    private String counts() {
        return report.due().size() + " due, " + report.notDue().size() + " not due, "
                + report.failed().size() + " failed, " + report.unfinished().size() + " not come to.";
    }

    private List<RotationResult> due() {
        return report.due().entrySet().stream()
                .sorted(byTenant())
                .map(one -> new RotationResult(one.getKey(), one.getValue()))
                .toList();
    }

    private List<TenantFailure> failed() {
        return report.failed().entrySet().stream()
                .sorted(byTenant())
                .map(one -> new TenantFailure(one.getKey(), Failure.of(one.getValue())))
                .toList();
    }

    private static <V> Comparator<Map.Entry<TenantId, V>> byTenant() {
        return Comparator.comparing(entry -> entry.getKey().value());
    }

    private static List<String> names(Collection<TenantId> tenants) {
        return tenants.stream().map(TenantId::value).sorted().collect(Collectors.toUnmodifiableList());
    }

    private record TenantFailure(TenantId tenant, Failure failure) {

        Object json() {
            return Fields.create()
                    .with("tenant", tenant.value())
                    .with("error", failure.json())
                    .toMap();
        }
    }
}
