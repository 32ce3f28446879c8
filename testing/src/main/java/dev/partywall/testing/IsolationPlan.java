package dev.partywall.testing;

import dev.partywall.core.TenantId;
import dev.partywall.testing.internal.isolation.Campaign;
import dev.partywall.testing.internal.isolation.CoveredMethods;
import dev.partywall.testing.internal.isolation.MutationRun;
import dev.partywall.testing.internal.isolation.Neighbours;
import dev.partywall.testing.internal.isolation.Operation;
import dev.partywall.testing.internal.isolation.Operation.Nature;
import dev.partywall.testing.internal.isolation.PoliciesInUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The operations of the code under test, to be run by every tenant on every other tenant's data.
 *
 * <pre>{@code
 * record Invoice(String tenant, String number) {}
 *
 * assertIsolated(IsolationPlan.on(lab, (tenant, canary) -> {
 *             dao.save(tenant.value(), "2026-1", canary);
 *             return new Invoice(tenant.value(), "2026-1");
 *         })
 *         .probe("find", invoice -> dao.find(invoice.tenant(), invoice.number()))
 *         .probe("list", invoice -> dao.list(invoice.tenant()))
 *         .action("delete", invoice -> dao.delete(invoice.tenant(), invoice.number()))
 *         .covers(InvoiceDao.class)
 *         .mutatePolicies());
 * }</pre>
 *
 * <p>Each operation first runs for each tenant on its own data: it must succeed, and a probe must show the canary. Then it
 * runs for each ordered pair of tenants under each {@link Attack.Kind}. An attack leaks if the other tenant's canary can be
 * seen in the result, however deep, or if a call went through that changed something under the other tenant's id. Whether
 * something exists, how much of it there is, and how long an answer takes is not looked at.
 *
 * <p>Immutable; each method returns a new plan. A run uses the calling thread, and one more for
 * {@link Attack.Kind#OTHER_THREAD}; other calls to the lab meanwhile would be taken for the operation's.
 *
 * @param <F> the fixture
 */
public final class IsolationPlan<F> {

    /** One id begins with another, and one differs from another in case only. */
    private static final List<TenantId> DEFAULT_TENANTS =
            List.of(TenantId.of("t1"), TenantId.of("t10"), TenantId.of("T1"));

    private final AwsLab lab;
    private final IsolationFixture<F> fixture;
    private final List<TenantId> tenants;
    private final List<Operation<F>> operations;
    private final List<Class<?>> covered;
    private final boolean mutating;
    private final Map<String, String> tolerated;
    private final Optional<Path> reportFile;

    private IsolationPlan(
            AwsLab lab,
            IsolationFixture<F> fixture,
            List<TenantId> tenants,
            List<Operation<F>> operations,
            List<Class<?>> covered,
            boolean mutating,
            Map<String, String> tolerated,
            Optional<Path> reportFile) {
        this.lab = lab;
        this.fixture = fixture;
        this.tenants = List.copyOf(tenants);
        this.operations = List.copyOf(operations);
        this.covered = List.copyOf(covered);
        this.mutating = mutating;
        this.tolerated = Map.copyOf(tolerated);
        this.reportFile = reportFile;
    }

    /**
     * A plan without operations, for the tenants {@code t1}, {@code t10} and {@code T1}.
     *
     * @param <F> the fixture
     * @param lab the lab that the code under test works with
     * @param fixture makes a tenant's data
     * @return the plan
     */
    public static <F> IsolationPlan<F> on(AwsLab lab, IsolationFixture<F> fixture) {
        return new IsolationPlan<>(
                Objects.requireNonNull(lab, "lab"),
                Objects.requireNonNull(fixture, "fixture"),
                DEFAULT_TENANTS,
                List.of(),
                List.of(),
                false,
                Map.of(),
                Optional.empty());
    }

    /**
     * Sets the tenants. If none of their ids begins with another, or none differs from another in case only, the plan adds
     * such neighbours of the first.
     *
     * @param ids at least two ids, all different
     * @return a new plan
     * @throws dev.partywall.core.InvalidTenantException if one is not a tenant id
     */
    public IsolationPlan<F> tenants(String... ids) {
        List<TenantId> all = Arrays.stream(ids).map(TenantId::of).distinct().toList();
        if (all.size() < 2) {
            throw new IllegalArgumentException("An isolation plan needs at least two tenants, not " + all);
        }
        return new IsolationPlan<>(
                lab, fixture, Neighbours.with(all), operations, covered, mutating, tolerated, reportFile);
    }

    /**
     * Adds an operation that shows its caller data.
     *
     * @param name its name; for {@link #covers} that of the method, or {@code find(TenantId,String)} of an overloaded one,
     *     or {@code InvoiceDao.find} where several covered types have a method of that name
     * @param probe runs it and returns what the caller gets to see, or a part of it that holds the canary
     * @return a new plan
     */
    public IsolationPlan<F> probe(String name, IsolationProbe<F> probe) {
        return with(new Operation<>(name, Objects.requireNonNull(probe, "probe"), Nature.SHOWS));
    }

    /**
     * Adds an operation that shows nothing of the data: a write, a delete, a check.
     *
     * @param name its name, as of a probe
     * @param action runs it
     * @return a new plan
     */
    public IsolationPlan<F> action(String name, IsolationProbe.Action<F> action) {
        return with(new Operation<>(name, probe(action), Nature.SUCCEEDS));
    }

    /**
     * Adds an operation that must be refused to every tenant, on its own data too: a Scan, a grant, a change of a policy.
     *
     * @param name its name
     * @param action tries it
     * @return a new plan
     */
    public IsolationPlan<F> forbidden(String name, IsolationProbe.Action<F> action) {
        return with(new Operation<>(name, probe(action), Nature.FORBIDDEN));
    }

    private static <F> IsolationProbe<F> probe(IsolationProbe.Action<F> action) {
        Objects.requireNonNull(action, "action");
        return own -> {
            action.run(own);
            return null;
        };
    }

    private IsolationPlan<F> with(Operation<F> operation) {
        if (operations.stream().anyMatch(known -> known.name().equals(operation.name()))) {
            throw new IllegalArgumentException("The plan has an operation '" + operation.name() + "' already");
        }
        List<Operation<F>> all = new ArrayList<>(operations);
        all.add(operation);
        return new IsolationPlan<>(lab, fixture, tenants, all, covered, mutating, tolerated, reportFile);
    }

    /**
     * Wants every public method of a type to have an operation of its name. A name that several methods have, overloads or
     * methods of several covered types, stands for none of them.
     *
     * @param type the code under test
     * @return a new plan
     */
    public IsolationPlan<F> covers(Class<?> type) {
        List<Class<?>> all = new ArrayList<>(covered);
        all.add(type);
        return new IsolationPlan<>(lab, fixture, tenants, operations, all, mutating, tolerated, reportFile);
    }

    /**
     * Also takes the protections out of the policies in use, one at a time: each statement, each condition, each pinning of
     * the tenant; and wants some operation to notice each.
     *
     * <p>In use is what decided a call of some operation. The sessions of {@link AwsLab#boundTenant} and {@link AwsLab#tenant}
     * are started once and kept, so the trust policy of their role is not among them. A trust policy is in use where an
     * operation itself calls AssumeRole. For the guards in one, add such an operation, and
     * {@code forbidden("assume without the tenant's tag", ...)}.
     *
     * @return a new plan
     */
    public IsolationPlan<F> mutatePolicies() {
        return new IsolationPlan<>(lab, fixture, tenants, operations, covered, true, tolerated, reportFile);
    }

    /**
     * Does not mind that nothing notices some mutant: the protection is there in depth, and another stops the same.
     *
     * @param change the change in words, exactly as a report has it, such as
     *     {@code condition Null dynamodb:LeadingKeys dropped}
     * @param reason why; it stands in the report
     * @return a new plan
     */
    public IsolationPlan<F> toleratesMutants(String change, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Say why nothing needs to notice: " + change);
        }
        Map<String, String> all = new LinkedHashMap<>(tolerated);
        all.put(change, reason);
        return new IsolationPlan<>(lab, fixture, tenants, operations, covered, mutating, all, reportFile);
    }

    /**
     * Also writes the report as one HTML file, whatever comes of the run.
     *
     * @param file where to, such as {@code target/isolation.html}; its folder is made
     * @return a new plan
     */
    public IsolationPlan<F> reportTo(Path file) {
        return new IsolationPlan<>(lab, fixture, tenants, operations, covered, mutating, tolerated, Optional.of(file));
    }

    /**
     * Runs the plan, whatever comes of it. {@link IsolationAssertions#assertIsolated} also fails where it should.
     *
     * @return the report
     * @throws IllegalStateException if there is no operation, or a tenant's fixture cannot be made or is no record, or
     *     policies are to be mutated and none took part: the code under test then does not call as a tenant
     */
    public IsolationReport run() {
        if (operations.isEmpty()) {
            throw new IllegalStateException("The plan has no operation: add probe(...) or action(...)");
        }
        Campaign<F> campaign = new Campaign<>(lab.calls(), fixture, tenants, operations);
        List<IsolationReport.Result> results = campaign.run();
        PoliciesInUse inUse = new PoliciesInUse(results);
        List<IsolationReport.Mutant> mutants = mutating
                ? new MutationRun<>(campaign, lab.overlay(), results, tolerated).run(inUse.policies())
                : List.of();
        if (mutating && mutants.isEmpty()) {
            throw new IllegalStateException(
                    "No policy with a protection in it took part in the plan, so there is nothing"
                            + " to mutate: let the code under test call AWS as lab.boundTenant()");
        }
        return new IsolationReport(tenants, names(), results, uncovered(), mutants, inUse.uses());
    }

    private List<String> names() {
        return operations.stream().map(Operation::name).toList();
    }

    private List<String> uncovered() {
        Set<String> names = operations.stream().map(Operation::name).collect(Collectors.toSet());
        return CoveredMethods.missing(covered, names);
    }

    /** Where the report is to go. */
    Optional<Path> reportFile() {
        return reportFile;
    }
}
