package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.certificate.Destroyed;
import dev.partywall.lifecycle.internal.certificate.Destroyed.BranchKey;
import dev.partywall.lifecycle.internal.certificate.Destroyed.Canary;
import dev.partywall.lifecycle.internal.certificate.Destroyed.KmsKey;
import dev.partywall.lifecycle.internal.certificate.Destroyed.RootKey;
import dev.partywall.lifecycle.internal.certificate.SignedCertificate;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs what was destroyed; with that the tenant is gone. Of two processes at it, the certificate that is stored is the one. */
public final class CertifyStep implements Step {

    private final Optional<CertificateSigner> signer;
    private final Optional<String> sharedRootKey;

    /** With who signs, and the root key that tenants share. */
    public CertifyStep(Optional<CertificateSigner> signer, Optional<String> sharedRootKey) {
        this.signer = signer;
        this.sharedRootKey = sharedRootKey;
    }

    @Override
    public String name() {
        return "certify";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        String certificate = signed(record);
        return record.withStatus(TenantStatus.SHREDDED)
                .withKey(TenantKeyState.none())
                .withRole(Optional.empty())
                .withDeparture(Optional.of(departure(record).withCertificate(Optional.of(certificate))));
    }

    private String signed(TenantRecord record) {
        CertificateSigner by = signer.orElseThrow(() -> failed(
                record, "this TenantLifecycle was built without the setting 'certificates'; set a signer", null));
        Destroyed destroyed = destroyed(record);
        try {
            return SignedCertificate.sign(destroyed, by).toJws();
        } catch (RuntimeException failure) {
            throw failed(record, "its certificate could not be signed; mend what the cause names", failure);
        }
    }

    private static LifecycleException failed(TenantRecord record, String problem, @Nullable Throwable cause) {
        return new LifecycleException(
                ErrorCode.OPERATION_UNAVAILABLE,
                record.tenant(),
                true,
                problem + ", then call TenantLifecycle.shred again",
                cause);
    }

    private Destroyed destroyed(TenantRecord record) {
        try {
            return noted(record);
        } catch (NumberFormatException | DateTimeException | IndexOutOfBoundsException malformed) {
            throw new LifecycleException(
                    ErrorCode.REGISTRY_RECORD_MALFORMED,
                    record.tenant(),
                    false,
                    "what its shredding noted is not what was stored; restore the record from a backup of the registry",
                    malformed);
        }
    }

    private Destroyed noted(TenantRecord record) {
        TenantOperation operation = record.operation().orElseThrow();
        return new Destroyed(
                operation.id(),
                record.tenant(),
                record.tier(),
                Parameters.require(record, Names.REQUESTED_BY),
                departure(record),
                operation.begunAt(),
                Instant.parse(Parameters.require(record, Names.VERIFIED_AT)),
                new BranchKey(
                        Parameters.require(record, Names.KEY_STORE),
                        Integer.parseInt(Parameters.require(record, Names.ROWS)),
                        Integer.parseInt(Parameters.require(record, Names.VERSION_COUNT)),
                        listed(record, Names.VERSIONS),
                        listed(record, Names.ROOT_KEYS).stream()
                                .map(arn -> new RootKey(arn, whose(record, arn)))
                                .toList()),
                listed(record, Names.KMS_KEYS).stream().map(CertifyStep::kmsKey).toList(),
                Parameters.find(record, Names.ROLE),
                new Canary(
                        Parameters.find(record, Names.CANARY_VERSION),
                        Parameters.require(record, Names.CANARY_OUTCOME)));
    }

    private Optional<Tier> whose(TenantRecord record, String rootKey) {
        if (Migration.broughtKeys(record).contains(rootKey)) {
            return Optional.of(Tier.BRING_YOUR_OWN_KEY);
        }
        if (record.key().siloKeys().contains(rootKey)) {
            return Optional.of(Tier.SILO);
        }
        boolean isShared = sharedRootKey.filter(rootKey::equals).isPresent()
                || (record.tier() == Tier.POOL
                        && Migration.comesFrom(record).filter(rootKey::equals).isPresent());
        return isShared ? Optional.of(Tier.POOL) : Optional.empty();
    }

    private static Departure departure(TenantRecord record) {
        return record.departure()
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.REGISTRY_RECORD_MALFORMED,
                        record.tenant(),
                        false,
                        "its record has a shredding and no departure; restore the record from a backup of the registry",
                        null));
    }

    private static KmsKey kmsKey(String noted) {
        int end = noted.lastIndexOf('=');
        return new KmsKey(noted.substring(0, end), Instant.parse(noted.substring(end + 1)));
    }

    private static List<String> listed(TenantRecord record, String name) {
        return Parameters.find(record, name).filter(text -> !text.isEmpty()).stream()
                .flatMap(text -> List.of(text.split(" ", -1)).stream())
                .toList();
    }
}
