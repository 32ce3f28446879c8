package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantExport;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Has the service hand the tenant's data over, where it does that; and notes where it is. */
public final class ExportStep implements Step {

    private static final Pattern PLACE = Pattern.compile("[ -~]{1,1024}");

    private final Optional<TenantExport> export;

    /** With the service's own code. */
    public ExportStep(Optional<TenantExport> export) {
        this.export = export;
    }

    @Override
    public String name() {
        return "export";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        if (record.departure().filter(Departure::exportDue).isEmpty()) {
            return record;
        }
        String place = place(
                record,
                export.orElseThrow(() -> failed(
                        record,
                        "this TenantLifecycle was built without the export that was begun with; set it",
                        null)));
        return record.withDeparture(record.departure().map(departure -> departure.exportedTo(place)));
    }

    private static String place(TenantRecord record, TenantExport export) {
        String place;
        try {
            place = TenantContext.call(record.tenant(), () -> export.export(record));
        } catch (RegistryConflictException ofTheExport) {
            throw failed(record, "the export failed; mend what the cause names", ofTheExport);
        } catch (TenantIsolationException told) {
            throw told;
        } catch (RuntimeException failure) {
            throw failed(record, "the export failed; mend what the cause names", failure);
        }
        if (!PLACE.matcher(String.valueOf(place)).matches()) {
            throw failed(
                    record,
                    "the export gave back a place that is not 1 to 1,024 printable ASCII characters; mend it",
                    null);
        }
        return place;
    }

    private static LifecycleException failed(TenantRecord record, String problem, @Nullable Throwable cause) {
        return new LifecycleException(
                ErrorCode.OPERATION_REFUSED,
                record.tenant(),
                false,
                problem + ", then call TenantLifecycle.offboard again",
                cause);
    }
}
