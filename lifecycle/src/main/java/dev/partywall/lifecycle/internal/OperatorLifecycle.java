package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.Rotation;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.Onboarding;
import dev.partywall.lifecycle.RootKeyTarget;
import dev.partywall.lifecycle.RotationReport;
import dev.partywall.lifecycle.RotationSchedule;
import dev.partywall.lifecycle.ShreddingCertificate;
import dev.partywall.lifecycle.Suspension;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantLifecycle;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.steps.KeysOfOthers;
import dev.partywall.lifecycle.internal.steps.Names;
import dev.partywall.lifecycle.internal.steps.StatusStep;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides from a tenant's record which operation may begin, or goes on; the operation's steps do the rest. */
public final class OperatorLifecycle implements TenantLifecycle {

    private final LifecycleSettings settings;
    private final BranchKeys branchKeys;
    private final KeysOfOthers others;
    private final Decisions decisions;
    private final Departures departures;

    /** Calls nothing in AWS. */
    public OperatorLifecycle(LifecycleSettings settings) {
        this.settings = settings;
        this.branchKeys = OperatorKeyring.of(settings).branchKeys();
        this.others = new KeysOfOthers(settings.sharedRootKey(), this::tenants);
        this.decisions = new Decisions(settings, new Plans(settings, branchKeys, others));
        this.departures = new Departures(settings, decisions);
    }

    @Override
    public TenantRecord onboard(Onboarding request) {
        TenantRecord record = Decisions.deciding(request.tenant(), () -> onboardOnce(request));
        if (!isOnboarded(record, request)) {
            throw Decisions.takenBack(record, Kind.ONBOARD);
        }
        return record;
    }

    private TenantRecord onboardOnce(Onboarding request) {
        Decisions.requireBound(request.tenant());
        TenantRecord record = settings.registry().find(request.tenant()).orElseGet(() -> unborn(request));
        if (isOnboarded(record, request)) {
            return record;
        }
        if (record.status() != TenantStatus.ONBOARDING) {
            throw Decisions.conflict(
                    record,
                    "it is " + record.status() + " in tier " + record.tier()
                            + "; an onboarded tenant moves to another tier or root key with TenantLifecycle.migrate");
        }
        if (record.operation().isPresent()) {
            Decisions.requireSame(
                    record, Kind.ONBOARD, parameters(request.tier(), request.ownedKey(), Optional.empty()));
            return decisions.known(decisions.run(record));
        }
        request.ownedKey().ifPresent(key -> requireNobodyElses(request.tenant(), key));
        TenantRecord fresh = record.withTier(request.tier()).withAttributes(request.attributes());
        return decisions.known(decisions.run(decisions.begin(
                record, fresh, Kind.ONBOARD, parameters(request.tier(), request.ownedKey(), Optional.empty()))));
    }

    /** What the operator may use is not all a tenant's to bring: another's key would hold both, and tell each of the other. */
    private void requireNobodyElses(TenantId tenant, String keyArn) {
        others.among(Set.of(keyArn), tenant).ifPresent(taken -> {
            throw new LifecycleException(
                    ErrorCode.ROOT_KEY_REFUSED,
                    tenant,
                    false,
                    "KMS key " + taken + " cannot be its root key: it is the shared one, or another tenant's",
                    null);
        });
    }

    private TenantRecord unborn(Onboarding request) {
        return new TenantRecord(
                request.tenant(),
                0,
                TenantStatus.ONBOARDING,
                request.tier(),
                TenantKeyState.none(),
                Optional.empty(),
                request.attributes(),
                Optional.empty(),
                Optional.empty(),
                settings.clock().instant());
    }

    private static boolean isOnboarded(TenantRecord record, Onboarding request) {
        return record.status() == TenantStatus.ACTIVE
                && record.tier() == request.tier()
                && (request.ownedKey().isEmpty()
                        || request.ownedKey().equals(record.key().rootKey()));
    }

    private static Map<String, String> parameters(Tier tier, Optional<String> ownedKey, Optional<String> from) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(Names.TIER, tier.name());
        ownedKey.ifPresent(arn -> parameters.put(Names.OWNED_KEY, arn));
        from.ifPresent(arn -> parameters.put(Names.FROM, arn));
        return parameters;
    }

    @Override
    public TenantRecord migrate(TenantId tenant, RootKeyTarget target) {
        return Decisions.deciding(tenant, () -> migrateOnce(tenant, target));
    }

    private TenantRecord migrateOnce(TenantId tenant, RootKeyTarget target) {
        TenantRecord record = decisions.requireOnboarded(tenant);
        if (record.operation().isPresent()) {
            Decisions.requireSame(record, Kind.MIGRATE, parameters(target.tier(), target.ownedKey(), Optional.empty()));
            return migrated(record, target);
        }
        if (isUnder(record, target)) {
            return record;
        }
        target.ownedKey().ifPresent(key -> requireNobodyElses(tenant, key));
        target.ownedKey().ifPresent(key -> requireNotMade(record, key));
        return migrated(
                decisions.begin(
                        record,
                        record,
                        Kind.MIGRATE,
                        parameters(
                                target.tier(), target.ownedKey(), record.key().rootKey())),
                target);
    }

    /** Another process may have taken it back, or may have shredded the tenant in its place. */
    private TenantRecord migrated(TenantRecord begun, RootKeyTarget target) {
        TenantRecord done = decisions.known(decisions.run(begun));
        Optional<String> rootKey = done.key().rootKey();
        if (rootKey.isEmpty()
                || rootKey.equals(Parameters.find(begun, Names.FROM))
                || !isUnder(done, new RootKeyTarget(target.tier(), target.ownedKey(), false))) {
            throw Decisions.takenBack(done, Kind.MIGRATE);
        }
        return done;
    }

    /** A key cannot be the tenant's own and be deleted with it. */
    private static void requireNotMade(TenantRecord record, String keyArn) {
        if (record.key().siloKeys().contains(keyArn)) {
            throw new LifecycleException(
                    ErrorCode.ROOT_KEY_REFUSED,
                    record.tenant(),
                    false,
                    "KMS key " + keyArn + " cannot be a key that it brings: it was made for it in tier SILO",
                    null);
        }
    }

    private boolean isUnder(TenantRecord record, RootKeyTarget target) {
        if (record.tier() != target.tier()) {
            return false;
        }
        return switch (target.tier()) {
            case POOL -> record.key().rootKey().equals(settings.sharedRootKey());
            case SILO -> !target.isNewKey();
            case BRING_YOUR_OWN_KEY -> record.key().rootKey().equals(target.ownedKey());
        };
    }

    @Override
    public Rotation rotate(TenantId tenant) {
        decisions.requireOnboarded(tenant);
        return branchKeys.rotate(tenant);
    }

    @Override
    public RotationReport rotateDue(RotationSchedule schedule) {
        List<TenantId> served = tenants()
                .filter(TenantRecord::isServed)
                .map(TenantRecord::tenant)
                .distinct()
                .toList();
        return new ScheduledRotation(branchKeys, settings.registry(), schedule, settings.clock(), served).run();
    }

    @Override
    public TenantRecord requireMinimumVersion(TenantId tenant, BranchKeyVersion oldest) {
        return Decisions.deciding(tenant, () -> {
            TenantRecord record = decisions.requireOnboarded(tenant);
            BranchKeyDescription description =
                    branchKeys.describe(tenant).orElseThrow(() -> Decisions.conflict(record, "it has no branch key"));
            TenantKeyState key = record.key();
            TenantKeyState changed = key.withRetired(MinimumVersion.older(description, oldest));
            return changed.equals(key)
                    ? record
                    : decisions.known(settings.registry().save(record.withKey(changed)));
        });
    }

    @Override
    public Suspension suspend(TenantId tenant) {
        TenantRecord suspended =
                requireStatus(TenantStatus.SUSPENDED, Decisions.deciding(tenant, () -> suspendOnce(tenant)));
        return new Suspension(
                suspended, settings.clock().instant().plus(settings.fleet().longestBound()));
    }

    private TenantRecord suspendOnce(TenantId tenant) {
        TenantRecord record = decisions.requireOnboarded(tenant);
        Optional<Kind> standing = record.operation().map(TenantOperation::kind);
        if (standing.filter(Kind.SUSPEND::equals).isPresent()) {
            return decisions.run(decisions.known(record));
        }
        if (standing.filter(kind -> kind != Kind.RESUME).isPresent()
                || (standing.isEmpty() && record.status() == TenantStatus.SUSPENDED)) {
            // A suspension waits for nobody: not for a migration that stands.
            TenantRecord suspended =
                    decisions.known(decisions.store(record, record.withStatus(TenantStatus.SUSPENDED)));
            return decisions.perform(suspended, Kind.SUSPEND);
        }
        // In the place of a resumption that stands, which would serve the tenant again.
        return decisions.run(decisions.known(
                decisions.begin(record, record.withStatus(TenantStatus.SUSPENDED), Kind.SUSPEND, Map.of())));
    }

    @Override
    public TenantRecord resume(TenantId tenant) {
        TenantRecord record = Decisions.deciding(tenant, () -> resumeOnce(tenant));
        return requireStatus(StatusStep.served(record), record);
    }

    private TenantRecord resumeOnce(TenantId tenant) {
        TenantRecord record = decisions.requireOnboarded(tenant);
        Optional<Kind> standing = record.operation().map(TenantOperation::kind);
        if (standing.filter(Kind.RESUME::equals).isPresent()) {
            return decisions.known(decisions.run(record));
        }
        if (record.isServed() || standing.filter(kind -> kind != Kind.SUSPEND).isPresent()) {
            // Nor does a resumption wait; and one that could not be finished is.
            return decisions.known(decisions.perform(record, Kind.RESUME));
        }
        // In the place of a suspension that stands, for it may never come to its end.
        return decisions.known(decisions.run(decisions.begin(record, record, Kind.RESUME, Map.of())));
    }

    /** What another process did meanwhile is not what this caller asked for. */
    private static TenantRecord requireStatus(TenantStatus wanted, TenantRecord record) {
        if (record.status() != wanted) {
            throw Decisions.conflict(record, "it was made " + record.status() + " by somebody else meanwhile");
        }
        return record;
    }

    @Override
    public TenantRecord offboard(TenantId tenant, Duration gracePeriod) {
        return departures.offboard(tenant, gracePeriod);
    }

    @Override
    public TenantRecord cancelOffboarding(TenantId tenant) {
        return departures.cancel(tenant);
    }

    @Override
    public ShreddingCertificate shred(TenantId tenant, String requestedBy) {
        return departures.shred(tenant, requestedBy);
    }

    @Override
    public List<Recovered> recover() {
        return new Recovery(settings.registry(), decisions, departures).of(tenants());
    }

    @Override
    public Stream<TenantRecord> tenants() {
        return settings.registry().tenants();
    }
}
