package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.Rotation;
import dev.partywall.keyring.TenantKeyRules;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.Onboarding;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.RootKeyTarget;
import dev.partywall.lifecycle.RotationReport;
import dev.partywall.lifecycle.RotationSchedule;
import dev.partywall.lifecycle.Suspension;
import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantLifecycle;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.fleet.KeyRules;
import dev.partywall.lifecycle.internal.operation.OperationRunner;
import dev.partywall.lifecycle.internal.operation.Plan;
import dev.partywall.lifecycle.internal.steps.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Decides from a tenant's record which operation may begin, or goes on; the operation's steps do the rest. */
public final class OperatorLifecycle implements TenantLifecycle {

    /** How often a decision is made anew because the record changed under it. */
    private static final int MAX_ATTEMPTS = 20;

    private final LifecycleSettings settings;
    private final BranchKeys branchKeys;
    private final OperationRunner runner;
    private final Plans plans;
    private final RegistryPages pages;

    /** Calls nothing in AWS. */
    public OperatorLifecycle(LifecycleSettings settings) {
        this.settings = settings;
        this.branchKeys = branchKeys(settings);
        this.runner = new OperationRunner(settings.registry(), settings.listener(), settings.clock());
        this.plans = new Plans(settings, branchKeys);
        this.pages = new RegistryPages(settings.registry());
    }

    /** The operator goes by the registry itself, not by what a node remembers of it. */
    private static BranchKeys branchKeys(LifecycleSettings settings) {
        return TenantKeyring.builder()
                .keyStore(settings.table(), settings.dynamoDb())
                .rootKeys(tenant -> rulesOf(settings, tenant), settings.kms())
                .listener(settings.listener())
                .clock(settings.clock())
                .build()
                .branchKeys();
    }

    private static TenantKeyRules rulesOf(LifecycleSettings settings, TenantId tenant) {
        return settings.registry()
                .find(tenant)
                .flatMap(KeyRules::of)
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.TENANT_STATUS_CONFLICT,
                        tenant,
                        false,
                        "the registry names no root key for it; onboard it first",
                        null));
    }

    @Override
    public TenantRecord onboard(Onboarding request) {
        TenantRecord record = deciding(request.tenant(), () -> onboardOnce(request));
        if (!isOnboarded(record, request)) {
            throw takenBack(record, Kind.ONBOARD);
        }
        return record;
    }

    /** By another process, whose caller was told why. */
    private static LifecycleException takenBack(TenantRecord record, Kind kind) {
        return conflict(
                record,
                "its operation " + kind + " was taken back, or changed, by another process meanwhile; it is "
                        + record.status() + " in tier " + record.tier());
    }

    private TenantRecord onboardOnce(Onboarding request) {
        TenantRecord record = settings.registry().find(request.tenant()).orElseGet(() -> unborn(request));
        if (isOnboarded(record, request)) {
            return record;
        }
        if (record.status() != TenantStatus.ONBOARDING) {
            throw conflict(
                    record,
                    "it is " + record.status() + " in tier " + record.tier()
                            + "; an onboarded tenant moves to another tier or root key with TenantLifecycle.migrate");
        }
        if (record.operation().isPresent()) {
            requireSame(record, Kind.ONBOARD, parameters(request.tier(), request.ownedKey(), Optional.empty()));
            return known(run(record));
        }
        request.ownedKey().ifPresent(key -> requireNobodyElses(request.tenant(), key));
        TenantRecord fresh = record.withTier(request.tier()).withAttributes(request.attributes());
        return known(run(begin(fresh, Kind.ONBOARD, parameters(request.tier(), request.ownedKey(), Optional.empty()))));
    }

    /** What the operator may use is not all a tenant's to bring: another's key would hold both, and tell each of the other. */
    private void requireNobodyElses(TenantId tenant, String keyArn) {
        boolean taken = settings.sharedRootKey().filter(keyArn::equals).isPresent()
                || tenants()
                        .anyMatch(record -> !record.tenant().equals(tenant)
                                && (record.key()
                                                .rootKey()
                                                .filter(keyArn::equals)
                                                .isPresent()
                                        || record.key()
                                                .formerRootKey()
                                                .filter(keyArn::equals)
                                                .isPresent()
                                        || record.operation()
                                                .filter(operation ->
                                                        operation.parameters().containsValue(keyArn))
                                                .isPresent()));
        if (taken) {
            throw new LifecycleException(
                    ErrorCode.ROOT_KEY_REFUSED,
                    tenant,
                    false,
                    "KMS key " + keyArn + " cannot be its root key: it is the shared one, or another tenant's",
                    null);
        }
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
        TenantRecord record = deciding(tenant, () -> migrateOnce(tenant, target));
        if (!isUnder(record, new RootKeyTarget(target.tier(), target.ownedKey(), false))) {
            throw takenBack(record, Kind.MIGRATE);
        }
        return record;
    }

    private TenantRecord migrateOnce(TenantId tenant, RootKeyTarget target) {
        TenantRecord record = requireOnboarded(tenant);
        if (record.operation().isPresent()) {
            requireSame(record, Kind.MIGRATE, parameters(target.tier(), target.ownedKey(), Optional.empty()));
            return known(run(record));
        }
        if (isUnder(record, target)) {
            return record;
        }
        target.ownedKey().ifPresent(key -> requireNobodyElses(tenant, key));
        return known(run(begin(
                record,
                Kind.MIGRATE,
                parameters(target.tier(), target.ownedKey(), record.key().rootKey()))));
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
        requireOnboarded(tenant);
        return branchKeys.rotate(tenant);
    }

    @Override
    public RotationReport rotateDue(RotationSchedule schedule) {
        List<TenantId> served = tenants()
                .filter(TenantRecord::isServed)
                .map(TenantRecord::tenant)
                .distinct()
                .toList();
        return new ScheduledRotation(branchKeys, schedule, settings.clock(), served).run();
    }

    @Override
    public TenantRecord requireMinimumVersion(TenantId tenant, BranchKeyVersion oldest) {
        return deciding(tenant, () -> {
            TenantRecord record = requireOnboarded(tenant);
            BranchKeyDescription description =
                    branchKeys.describe(tenant).orElseThrow(() -> conflict(record, "it has no branch key"));
            TenantKeyState key = record.key();
            TenantKeyState changed =
                    new TenantKeyState(key.rootKey(), key.formerRootKey(), MinimumVersion.older(description, oldest));
            return changed.equals(key) ? record : known(settings.registry().save(record.withKey(changed)));
        });
    }

    @Override
    public Suspension suspend(TenantId tenant) {
        TenantRecord suspended = requireStatus(TenantStatus.SUSPENDED, deciding(tenant, () -> suspendOnce(tenant)));
        return new Suspension(
                suspended, settings.clock().instant().plus(settings.fleet().longestBound()));
    }

    private TenantRecord suspendOnce(TenantId tenant) {
        TenantRecord record = requireOnboarded(tenant);
        Optional<Kind> standing = record.operation().map(TenantOperation::kind);
        if (standing.filter(Kind.SUSPEND::equals).isPresent()) {
            return run(known(record));
        }
        if (standing.filter(kind -> kind != Kind.RESUME).isPresent()
                || (standing.isEmpty() && record.status() == TenantStatus.SUSPENDED)) {
            // A suspension waits for nobody: not for a migration that stands.
            TenantRecord suspended = known(runner.store(record, record.withStatus(TenantStatus.SUSPENDED)));
            return runner.perform(suspended, plans.of(record, Kind.SUSPEND));
        }
        // In the place of a resumption that stands, which would serve the tenant again.
        return run(known(begin(record.withStatus(TenantStatus.SUSPENDED), Kind.SUSPEND, Map.of())));
    }

    @Override
    public TenantRecord resume(TenantId tenant) {
        return requireStatus(TenantStatus.ACTIVE, deciding(tenant, () -> resumeOnce(tenant)));
    }

    private TenantRecord resumeOnce(TenantId tenant) {
        TenantRecord record = requireOnboarded(tenant);
        boolean standing = record.operation()
                .filter(operation -> operation.kind() != Kind.SUSPEND)
                .isPresent();
        if (standing) {
            requireSame(record, Kind.RESUME, Map.of());
            return known(run(record));
        }
        if (record.status() == TenantStatus.ACTIVE) {
            return record;
        }
        if (record.status() != TenantStatus.SUSPENDED) {
            throw conflict(record, "it is " + record.status() + ", not suspended");
        }
        // In the place of a suspension that stands, for it may never come to its end.
        return known(run(begin(record, Kind.RESUME, Map.of())));
    }

    /** What another process did meanwhile is not what this caller asked for. */
    private static TenantRecord requireStatus(TenantStatus wanted, TenantRecord record) {
        if (record.status() != wanted) {
            throw conflict(record, "it was made " + record.status() + " by somebody else meanwhile");
        }
        return record;
    }

    @Override
    public List<Recovered> recover() {
        List<Recovered> recovered = new ArrayList<>();
        tenants().filter(record -> record.operation().isPresent()).forEach(record -> {
            Kind kind = record.operation().orElseThrow().kind();
            recovered.add(new Recovered(record.tenant(), kind, recover(record)));
        });
        return List.copyOf(recovered);
    }

    private Optional<TenantIsolationException> recover(TenantRecord found) {
        try {
            TenantRecord record = settings.registry().find(found.tenant()).orElse(found);
            if (record.operation().isPresent()) {
                closeAgain(record);
                finish(record);
            }
            return Optional.empty();
        } catch (TenantIsolationException failure) {
            return Optional.of(failure);
        } catch (RuntimeException broken) {
            // One tenant's, whatever it is: the others are waiting.
            return Optional.of(new LifecycleException(
                    ErrorCode.BUG, found.tenant(), false, "its operation broke; please report this", broken));
        }
    }

    /** A suspension that took effect beside another operation has no step of its own in the record. */
    private void closeAgain(TenantRecord record) {
        Kind kind = record.operation().orElseThrow().kind();
        if (record.status() == TenantStatus.SUSPENDED && kind != Kind.SUSPEND && kind != Kind.RESUME) {
            runner.perform(known(record), plans.of(record, Kind.SUSPEND));
        }
    }

    /** An operation that was being taken back ends with the failure that it is taken back for. */
    private void finish(TenantRecord record) {
        try {
            known(run(record));
        } catch (LifecycleException takenBack) {
            boolean over = settings.registry()
                    .find(record.tenant())
                    .map(TenantRecord::operation)
                    .filter(Optional::isEmpty)
                    .isPresent();
            if (!over || !record.operation().orElseThrow().undoing()) {
                throw takenBack;
            }
        }
    }

    @Override
    public Stream<TenantRecord> tenants() {
        return pages.all();
    }

    private TenantRecord begin(TenantRecord record, Kind kind, Map<String, String> parameters) {
        return runner.begin(record, plans.of(record, kind), parameters);
    }

    private TenantRecord run(TenantRecord record) {
        Plan plan = plans.of(record, record.operation().orElseThrow().kind());
        return runner.run(record, plan);
    }

    /** This JVM's own directory need not ask for what this JVM did. */
    private TenantRecord known(TenantRecord record) {
        settings.directory().ifPresent((TenantDirectory directory) -> directory.learn(record));
        return record;
    }

    private TenantRecord requireOnboarded(TenantId tenant) {
        TenantRecord record = settings.registry()
                .find(tenant)
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.TENANT_STATUS_CONFLICT,
                        tenant,
                        false,
                        "there is no such tenant; onboard it first",
                        null));
        if (record.status() == TenantStatus.ONBOARDING || record.status() == TenantStatus.SHREDDED) {
            throw conflict(
                    record,
                    record.status() == TenantStatus.SHREDDED
                            ? "it is shredded, for good"
                            : "its onboarding is not finished; finish it with TenantLifecycle.onboard");
        }
        return record;
    }

    private static void requireSame(TenantRecord record, Kind kind, Map<String, String> parameters) {
        TenantOperation operation = record.operation().orElseThrow();
        boolean same = operation.kind() == kind
                && parameters.entrySet().stream()
                        .allMatch(wanted ->
                                wanted.getValue().equals(operation.parameters().get(wanted.getKey())));
        if (!same) {
            throw OperationRunner.underWay(record);
        }
    }

    private static LifecycleException conflict(TenantRecord record, String problem) {
        return new LifecycleException(ErrorCode.TENANT_STATUS_CONFLICT, record.tenant(), false, problem, null);
    }

    /** Decides again where somebody else changed the record between the decision and the first save. */
    private static TenantRecord deciding(TenantId tenant, Supplier<TenantRecord> decision) {
        RegistryConflictException last = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                return decision.get();
            } catch (RegistryConflictException overtaken) {
                last = overtaken;
            }
        }
        throw new LifecycleException(
                ErrorCode.OPERATION_UNDER_WAY,
                tenant,
                true,
                "others change its record again and again; try again later",
                last);
    }
}
