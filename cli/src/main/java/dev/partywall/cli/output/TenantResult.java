package dev.partywall.cli.output;

import dev.partywall.lifecycle.TenantRecord;

/**
 * A tenant after an operation.
 *
 * @param record its record
 */
public record TenantResult(TenantRecord record) implements Result {

    @Override
    public Object json() {
        return TenantFields.json(record);
    }

    @Override
    public String text() {
        return TenantFields.table(record).toString();
    }
}
