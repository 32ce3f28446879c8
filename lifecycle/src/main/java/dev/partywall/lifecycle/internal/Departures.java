package dev.partywall.lifecycle.internal;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.ShreddingCertificate;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.internal.certificate.SignedCertificate;
import dev.partywall.lifecycle.internal.steps.Migration;
import dev.partywall.lifecycle.internal.steps.Names;
import dev.partywall.lifecycle.internal.steps.StatusStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides on tenants' way out: when it begins, when it is taken back, and when they may be shredded. */
final class Departures {

    private static final Duration LONGEST_GRACE = Duration.ofDays(3_653);
    private static final Pattern REQUESTED_BY = Pattern.compile("[ -~]{1,256}");

    private final LifecycleSettings settings;
    private final Decisions decisions;

    Departures(LifecycleSettings settings, Decisions decisions) {
        this.settings = settings;
        this.decisions = decisions;
    }

    TenantRecord offboard(TenantId tenant, Duration gracePeriod) {
        if (gracePeriod.isNegative() || gracePeriod.compareTo(LONGEST_GRACE) > 0) {
            throw InvalidLifecycleSettingException.setting("gracePeriod", "takes zero to " + LONGEST_GRACE);
        }
        Decisions.deciding(tenant, () -> leave(tenant, gracePeriod));
        TenantRecord record = export(tenant);
        if (record.departure().isEmpty() || record.status() == TenantStatus.SHREDDED) {
            throw Decisions.takenBack(record, Kind.OFFBOARD);
        }
        requireSameGrace(record, record.departure().get(), gracePeriod);
        return record;
    }

    /** A way out waits for nobody: it begins beside whatever operation stands, for that may never come to its end. */
    private TenantRecord leave(TenantId tenant, Duration gracePeriod) {
        TenantRecord record = decisions.requireOnboarded(tenant);
        if (record.departure().isPresent()) {
            requireSameGrace(record, record.departure().get(), gracePeriod);
            return record;
        }
        Instant now = settings.clock().instant();
        TenantRecord leaving = restated(record.withDeparture(Optional.of(new Departure(
                now, now.plus(gracePeriod), settings.export().isPresent(), Optional.empty(), Optional.empty()))));
        return decisions.known(decisions.store(record, leaving));
    }

    /** A tenant that is served has the status that goes with its departure; one that is not keeps its own. */
    private static TenantRecord restated(TenantRecord record) {
        return record.isServed() ? record.withStatus(StatusStep.served(record)) : record;
    }

    /** Has the data of a tenant exported that is on its way out, if that is due. */
    TenantRecord export(TenantId tenant) {
        return Decisions.deciding(tenant, () -> {
            TenantRecord record = decisions.require(tenant);
            return record.departure().filter(Departure::exportDue).isPresent()
                    ? decisions.known(decisions.perform(record, Kind.OFFBOARD))
                    : record;
        });
    }

    private static void requireSameGrace(TenantRecord record, Departure departure, Duration gracePeriod) {
        if (!Duration.between(departure.begunAt(), departure.shredAfter()).equals(gracePeriod)) {
            throw Decisions.conflict(
                    record,
                    "it is on its way out already, and its grace period ends at " + departure.shredAfter()
                            + "; for another one take that back first with TenantLifecycle.cancelOffboarding");
        }
    }

    TenantRecord cancel(TenantId tenant) {
        return Decisions.deciding(tenant, () -> {
            TenantRecord record = decisions.requireOnboarded(tenant);
            if (record.departure().isEmpty()) {
                return record;
            }
            TenantRecord staying = restated(record.withDeparture(Optional.empty()));
            return decisions.known(decisions.store(record, staying));
        });
    }

    ShreddingCertificate shred(TenantId tenant, String requestedBy) {
        if (!REQUESTED_BY.matcher(requestedBy).matches()) {
            throw InvalidLifecycleSettingException.setting("requestedBy", "takes 1 to 256 printable ASCII characters");
        }
        CertificateSigner signer = settings.certificates()
                .orElseThrow(() -> InvalidLifecycleSettingException.setting(
                        "certificates", "is missing, and no tenant is shredded without a certificate; set a signer"));
        SignedCertificate.require(signer);
        TenantRecord gone = Decisions.deciding(tenant, () -> shredOnce(tenant, requestedBy));
        return gone.departure()
                .flatMap(Departure::certificate)
                .map(SignedCertificate::stored)
                .filter(certificate -> certificate.tenant().equals(tenant))
                .orElseThrow(() -> Decisions.conflict(
                        gone, "the registry has no certificate of its shredding; restore its record from a backup"));
    }

    private TenantRecord shredOnce(TenantId tenant, String requestedBy) {
        TenantRecord record = decisions.require(tenant);
        if (record.status() == TenantStatus.SHREDDED) {
            return record;
        }
        requireAllSettings(record);
        if (record.isBeingShredded()) {
            return decisions.known(decisions.run(record));
        }
        requireMayGo(record);
        decisions.rehearseShredding(record);
        Map<String, String> parameters = Migration.kept(record);
        parameters.put(Names.REQUESTED_BY, requestedBy);
        // In the place of whatever stands: that may never come to its end, and nothing of it is left by this.
        return decisions.known(decisions.run(
                decisions.begin(record, record.withStatus(TenantStatus.OFFBOARDING), Kind.SHRED, parameters)));
    }

    private void requireMayGo(TenantRecord record) {
        Departure departure = record.departure()
                .orElseThrow(() -> Decisions.conflict(
                        record, "it is not on its way out; begin that with TenantLifecycle.offboard"));
        if (settings.clock().instant().isBefore(departure.shredAfter())) {
            throw graceNotOver(record, departure);
        }
        if (departure.exportDue()) {
            throw Decisions.conflict(
                    record,
                    "its data is not exported yet; finish that with TenantLifecycle.offboard, or take the offboarding"
                            + " back with TenantLifecycle.cancelOffboarding");
        }
    }

    private static LifecycleException graceNotOver(TenantRecord record, Departure departure) {
        return Decisions.conflict(
                record,
                "its grace period ends at " + departure.shredAfter()
                        + "; wait for that, or take the offboarding back with TenantLifecycle.cancelOffboarding");
    }

    /** What would stop the shredding half-way is asked for before it begins. */
    private void requireAllSettings(TenantRecord record) {
        boolean mayHaveKeys = !record.key().siloKeys().isEmpty() || Migration.mayHaveMadeKeys(record);
        if (mayHaveKeys && settings.siloKeys().isEmpty()) {
            throw missing(record, "siloKeys", "KMS keys of its own are to be deleted");
        }
        if (record.role().isPresent() && settings.tenantRoles().isEmpty()) {
            throw missing(record, "tenantRoles", "its own role is to be deleted");
        }
    }

    private static InvalidLifecycleSettingException missing(TenantRecord record, String setting, String why) {
        return InvalidLifecycleSettingException.setting(
                setting, "is missing, and " + why + " when tenant " + record.tenant() + " is shredded; set it");
    }
}
