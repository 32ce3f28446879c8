package dev.partywall.cli.output;

import dev.partywall.lifecycle.TenantRecord;
import java.util.List;

/**
 * Tenants.
 *
 * @param records their records, in the order in which they are shown
 */
public record TenantListResult(List<TenantRecord> records) implements Result {

    /**
     * Copies the list.
     *
     * @param records their records
     */
    public TenantListResult {
        records = List.copyOf(records);
    }

    @Override
    public Object json() {
        return Fields.create()
                .with("tenants", records.stream().map(TenantFields::json).toList())
                .toMap();
    }

    @Override
    public String text() {
        Table table = Table.of("TENANT", "STATUS", "TIER", "CHANGED", "OPERATION");
        for (TenantRecord record : records) {
            table.row(
                    record.tenant().value(),
                    record.status().name(),
                    record.tier().name(),
                    String.valueOf(record.changedAt()),
                    TenantFields.operation(record));
        }
        return table.toString();
    }
}
