package dev.partywall.cli.output;

import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A tenant's record, for scripts and for people. */
final class TenantFields {

    private TenantFields() {}

    static Map<String, Object> json(TenantRecord record) {
        return Fields.create()
                .with("tenant", record.tenant().value())
                .with("status", record.status())
                .with("tier", record.tier())
                .with("rootKey", record.key().rootKey())
                .with("formerRootKey", record.key().formerRootKey())
                .with("role", record.role())
                .with("attributes", new TreeMap<>(record.attributes()))
                .with("departure", record.departure().map(TenantFields::json))
                .with("operation", record.operation().map(TenantFields::json))
                .with("recordVersion", record.version())
                .with("changedAt", record.changedAt())
                .toMap();
    }

    private static Map<String, Object> json(Departure departure) {
        return Fields.create()
                .with("begunAt", departure.begunAt())
                .with("shredAfter", departure.shredAfter())
                .with("exportDue", departure.exportDue())
                .with("exportedTo", departure.export())
                .with("certified", departure.certificate().isPresent())
                .toMap();
    }

    /** Without its parameters: they are the operation's own, and change from release to release. */
    private static Map<String, Object> json(TenantOperation operation) {
        return Fields.create()
                .with("id", operation.id().toString())
                .with("kind", operation.kind())
                .with("step", operation.step())
                .with("undoing", operation.undoing())
                .with("begunAt", operation.begunAt())
                .toMap();
    }

    static Table table(TenantRecord record) {
        Table table = Table.ofFields()
                .row("Tenant", record.tenant().value())
                .row("Status", record.status().name())
                .row("Tier", record.tier().name())
                .row("Root key", orDash(record.key().rootKey()));
        record.key().formerRootKey().ifPresent(key -> table.row("Former root key", key));
        record.role().ifPresent(role -> table.row("Role", role));
        if (!record.attributes().isEmpty()) {
            table.row("Attributes", attributes(record));
        }
        record.departure()
                .ifPresent(departure -> table.row("Leaves since", String.valueOf(departure.begunAt()))
                        .row("Grace until", String.valueOf(departure.shredAfter()))
                        .row("Exported to", departure.exportDue() ? "not yet" : orDash(departure.export())));
        return table.row("Operation", operation(record)).row("Changed", String.valueOf(record.changedAt()));
    }

    private static String attributes(TenantRecord record) {
        return new TreeMap<>(record.attributes())
                .entrySet().stream()
                        .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** For example {@code MIGRATE, to be done: fleet, since 2026-01-31T12:00:00Z}. */
    static String operation(TenantRecord record) {
        return orDash(record.operation()
                .map(operation -> operation.kind()
                        + (operation.undoing() ? ", to be taken back: " : ", to be done: ")
                        + operation.step()
                        + ", since "
                        + operation.begunAt()));
    }

    static String orDash(Optional<String> text) {
        return text.orElse("-");
    }
}
