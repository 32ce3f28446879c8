package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationFixture;
import dev.partywall.testing.IsolationReport.Result;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import dev.partywall.testing.internal.isolation.Operation.Nature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs every operation on own data and then under every attack, for every ordered pair of tenants. */
public final class Campaign<F> {

    private final LabCalls calls;
    private final Footprints footprints = new Footprints();
    private final Fixtures<F> fixtures;
    private final List<TenantId> tenants;
    private final List<Operation<F>> operations;

    /** A campaign. */
    public Campaign(
            LabCalls calls, IsolationFixture<F> fixture, List<TenantId> tenants, List<Operation<F>> operations) {
        this.calls = calls;
        this.fixtures = new Fixtures<>(fixture, calls, footprints);
        this.tenants = List.copyOf(tenants);
        this.operations = List.copyOf(operations);
    }

    /** All of it. */
    public List<Result> run() {
        tenants.forEach(fixtures::of);
        List<Result> results = new ArrayList<>();
        for (Operation<F> operation : operations) {
            for (TenantId tenant : tenants) {
                results.addAll(control(operation, tenant, Runnable::run));
            }
            for (TenantId attacker : tenants) {
                for (TenantId victim : tenants) {
                    if (!attacker.equals(victim)) {
                        results.addAll(attacks(operation, attacker, victim));
                    }
                }
            }
        }
        return results;
    }

    private List<Result> attacks(Operation<F> operation, TenantId attacker, TenantId victim) {
        List<Result> results = new ArrayList<>();
        for (AttackForm<F> form : AttackForm.all(fixtures.of(attacker), fixtures.of(victim))) {
            attack(operation, form, attacker, victim, Runnable::run).ifPresent(results::add);
        }
        return results;
    }

    /** What surrounds the run of an operation, but not the making of its fixtures. */
    @FunctionalInterface
    interface Surroundings {
        void run(Runnable operation);
    }

    /** Runs again what gave a result, in other surroundings. */
    List<Result> again(Result result, Surroundings surroundings) {
        Operation<F> operation = operations.stream()
                .filter(candidate -> candidate.name().equals(result.operation()))
                .findFirst()
                .orElseThrow();
        tenants.forEach(fixtures::of);
        if (result.attacker().equals(result.victim())) {
            return control(operation, result.attacker(), surroundings);
        }
        return AttackForm.all(fixtures.of(result.attacker()), fixtures.of(result.victim())).stream()
                .filter(form -> form.attack().equals(result.attack()))
                .flatMap(form -> attack(operation, form, result.attacker(), result.victim(), surroundings).stream())
                .toList();
    }

    /** The control, and a leak for each other tenant whose data it shows. */
    private List<Result> control(Operation<F> operation, TenantId tenant, Surroundings surroundings) {
        Kind kind = operation.nature() == Nature.FORBIDDEN ? Kind.FORBIDDEN : Kind.CONTROL;
        Attempt attempt = attempt(operation, fixtures.of(tenant), kind, tenant, surroundings);
        footprints.note(tenant, attempt.calls());
        List<Result> results = new ArrayList<>();
        results.add(result(
                operation,
                new Attack(kind, ""),
                tenant,
                tenant,
                Verdict.ofControl(attempt, operation.nature(), fixtures.canary(tenant)),
                attempt));
        for (TenantId other : othersSeen(attempt, tenant)) {
            String detail = "shows the data of " + other.value() + " beside its own. " + Advice.on(attempt.calls());
            results.add(result(
                    operation,
                    new Attack(Kind.FOREIGN, "shown beside own data"),
                    tenant,
                    other,
                    new Verdict(Barrier.NONE, detail),
                    attempt));
        }
        expireWhatMayHaveChanged(operation, attempt, tenant, tenant);
        return results;
    }

    private Optional<Result> attack(
            Operation<F> operation, AttackForm<F> form, TenantId attacker, TenantId victim, Surroundings surroundings) {
        return form.mix()
                .of(fixtures.of(attacker), fixtures.of(victim), victim)
                .map(fixture -> attack(operation, form.attack(), fixture, attacker, victim, surroundings));
    }

    private Result attack(
            Operation<F> operation,
            Attack attack,
            F fixture,
            TenantId attacker,
            TenantId victim,
            Surroundings surroundings) {
        Attempt attempt = attempt(operation, fixture, attack.kind(), attacker, surroundings);
        Verdict verdict = Verdict.ofAttack(attempt, operation.nature(), reach(attempt, attacker, victim));
        expireWhatMayHaveChanged(operation, attempt, attacker, victim);
        return result(operation, attack, attacker, victim, verdict, attempt);
    }

    private Reach reach(Attempt attempt, TenantId attacker, TenantId victim) {
        List<LabCall> touching = attempt.calls().stream()
                .filter(call -> footprints.touches(call, attacker, victim))
                .toList();
        return new Reach(
                othersSeen(attempt, attacker).stream().map(TenantId::value).findFirst(),
                touching.stream().filter(Footprints::isWrite).findFirst(),
                touching.stream().filter(call -> !call.decisions().isEmpty()).toList());
    }

    private Attempt attempt(
            Operation<F> operation, F fixture, Kind kind, TenantId attacker, Surroundings surroundings) {
        List<Attempt> made = new ArrayList<>();
        surroundings.run(() -> made.add(Attempt.run(operation.probe(), fixture, kind, attacker, calls)));
        return made.get(0);
    }

    private List<TenantId> othersSeen(Attempt attempt, TenantId own) {
        return tenants.stream()
                .filter(tenant -> !tenant.equals(own))
                .filter(tenant -> attempt.visible().shows(fixtures.canary(tenant)))
                .toList();
    }

    private static <F> Result result(
            Operation<F> operation,
            Attack attack,
            TenantId attacker,
            TenantId victim,
            Verdict verdict,
            Attempt attempt) {
        return new Result(
                operation.name(), attack, attacker, victim, verdict.barrier(), verdict.detail(), attempt.calls());
    }

    private void expireWhatMayHaveChanged(Operation<F> operation, Attempt attempt, TenantId attacker, TenantId victim) {
        boolean ended = attempt.failure().isEmpty();
        if ((operation.nature() != Nature.SHOWS && ended)
                || attempt.calls().stream().anyMatch(Footprints::isWrite)) {
            fixtures.expire(attacker);
            fixtures.expire(victim);
        }
    }
}
