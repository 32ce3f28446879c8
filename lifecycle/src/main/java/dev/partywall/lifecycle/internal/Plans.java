package dev.partywall.lifecycle.internal;

import dev.partywall.keyring.BranchKeys;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.internal.aws.OwnedKeyCheck;
import dev.partywall.lifecycle.internal.aws.SessionLockDown;
import dev.partywall.lifecycle.internal.aws.SiloKeyMaker;
import dev.partywall.lifecycle.internal.aws.TenantRoleMaker;
import dev.partywall.lifecycle.internal.operation.Plan;
import dev.partywall.lifecycle.internal.operation.Step;
import dev.partywall.lifecycle.internal.steps.AliasStep;
import dev.partywall.lifecycle.internal.steps.BranchKeyStep;
import dev.partywall.lifecycle.internal.steps.CanaryStep;
import dev.partywall.lifecycle.internal.steps.CertifyStep;
import dev.partywall.lifecycle.internal.steps.DeleteBranchKeyStep;
import dev.partywall.lifecycle.internal.steps.DeleteKmsKeysStep;
import dev.partywall.lifecycle.internal.steps.DeleteRoleStep;
import dev.partywall.lifecycle.internal.steps.ExportStep;
import dev.partywall.lifecycle.internal.steps.FleetStep;
import dev.partywall.lifecycle.internal.steps.KeysOfOthers;
import dev.partywall.lifecycle.internal.steps.LocalStep;
import dev.partywall.lifecycle.internal.steps.RewrapStep;
import dev.partywall.lifecycle.internal.steps.RoleStep;
import dev.partywall.lifecycle.internal.steps.RootKeyStep;
import dev.partywall.lifecycle.internal.steps.SessionsStep;
import dev.partywall.lifecycle.internal.steps.SettleStep;
import dev.partywall.lifecycle.internal.steps.StatusStep;
import dev.partywall.lifecycle.internal.steps.VerifyStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The steps of each operation, in their order. */
final class Plans {

    private final Plan onboarding;
    private final Plan migration;
    private final Plan suspension;
    private final Plan resumption;
    private final Plan resumptionBeside;
    private final Plan offboarding;
    private final Plan shredding;
    private final CanaryStep canary;

    Plans(LifecycleSettings settings, BranchKeys branchKeys, KeysOfOthers others) {
        Optional<SiloKeyMaker> siloKeys = settings.siloKeys().map(keys -> new SiloKeyMaker(settings.kms(), keys));
        Step rootKey =
                new RootKeyStep(settings.sharedRootKey(), siloKeys, new OwnedKeyCheck(settings.kms()), branchKeys);
        Step alias = new AliasStep(siloKeys);
        Optional<SessionLockDown> lockDown =
                settings.iam().map(iam -> new SessionLockDown(iam, settings.policies(), settings.sharedRoles()));
        Duration bound = settings.fleet().longestBound();
        this.onboarding = new Plan(
                TenantOperation.Kind.ONBOARD,
                List.of(
                        rootKey,
                        alias,
                        new BranchKeyStep(branchKeys),
                        new RoleStep(roles(settings)),
                        new StatusStep("activate", TenantStatus.ONBOARDING)),
                true);
        this.migration = new Plan(
                TenantOperation.Kind.MIGRATE,
                List.of(
                        rootKey,
                        new LocalStep(settings.directory()),
                        new FleetStep(bound),
                        new RewrapStep(branchKeys),
                        alias,
                        new SettleStep()),
                true);
        this.suspension = new Plan(
                TenantOperation.Kind.SUSPEND,
                List.of(new LocalStep(settings.directory()), SessionsStep.deny(lockDown, bound, settings.clock())),
                false);
        Step allow = SessionsStep.allow(lockDown, bound, settings.clock());
        Step serve = new StatusStep("serve", TenantStatus.SUSPENDED);
        this.resumption = new Plan(TenantOperation.Kind.RESUME, List.of(allow, serve), false);
        // Nothing else tells of it, so the registry is told first: whoever suspends the tenant meanwhile is noticed.
        this.resumptionBeside = new Plan(TenantOperation.Kind.RESUME, List.of(serve, allow), false);
        this.canary = new CanaryStep(branchKeys, () -> OperatorKeyring.quiet(settings));
        this.offboarding = new Plan(TenantOperation.Kind.OFFBOARD, List.of(new ExportStep(settings.export())), false);
        this.shredding = new Plan(
                TenantOperation.Kind.SHRED,
                List.of(
                        new LocalStep(settings.directory()),
                        SessionsStep.deny(lockDown, bound, settings.clock()),
                        new FleetStep(bound),
                        canary,
                        new DeleteBranchKeyStep(branchKeys, settings.table()),
                        new DeleteKmsKeysStep(siloKeys, others),
                        new DeleteRoleStep(roles(settings)),
                        new VerifyStep(branchKeys, () -> OperatorKeyring.quiet(settings), settings.clock()),
                        new CertifyStep(settings.certificates(), settings.sharedRootKey())),
                false);
    }

    private static Optional<TenantRoleMaker> roles(LifecycleSettings settings) {
        return settings.tenantRoles().flatMap(roles -> settings.iam().map(iam -> new TenantRoleMaker(iam, roles)));
    }

    /** Fails where a shredding would stop half-way for want of the key. */
    void rehearseShredding(TenantRecord record) {
        canary.rehearse(record);
    }

    /** The steps of an operation that no record tells of, beside one that stands, or none. */
    Plan beside(TenantOperation.Kind kind) {
        return kind == TenantOperation.Kind.RESUME ? resumptionBeside : of(kind);
    }

    Plan of(TenantOperation.Kind kind) {
        return switch (kind) {
            case ONBOARD -> onboarding;
            case MIGRATE -> migration;
            case SUSPEND -> suspension;
            case RESUME -> resumption;
            case OFFBOARD -> offboarding;
            case SHRED -> shredding;
        };
    }
}
