package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistryException;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Reads what a registry stored, and refuses what is damaged or not where it belongs. */
final class StoredRecords {

    private final String place;

    /** For the registry of this name, as messages say it. */
    StoredRecords(String place) {
        this.place = place;
    }

    /** The record in a tenant's row. A row that was copied from another tenant's is refused. */
    TenantRecord of(TenantId tenant, long version, String body) {
        TenantRecord record = read(tenant, "its record", body);
        if (!record.tenant().equals(tenant) || record.version() != version) {
            throw malformed(tenant, "its record", "it is that of another tenant or version", null);
        }
        return record;
    }

    /** The record in a row of the feed. */
    TenantRecord ofFeed(long sequence, String body) {
        return read(null, "the record at " + sequence + " of the feed", body);
    }

    /** A row that lacks what a registry writes. */
    TenantRegistryException incomplete(@Nullable TenantId tenant, String what) {
        return malformed(tenant, what, "the row lacks what a registry writes", null);
    }

    private TenantRecord read(@Nullable TenantId tenant, String what, String body) {
        try {
            return RecordJson.read(body);
        } catch (MalformedJsonException refused) {
            throw malformed(tenant, what, String.valueOf(refused.getMessage()), refused);
        }
    }

    private TenantRegistryException malformed(
            @Nullable TenantId tenant, String what, String problem, @Nullable Throwable cause) {
        return new TenantRegistryException(
                ErrorCode.REGISTRY_RECORD_MALFORMED,
                tenant,
                false,
                what + " in " + place + " cannot be read: " + problem
                        + "; update this release if a newer one wrote it, or else restore the row from a backup",
                cause);
    }
}
