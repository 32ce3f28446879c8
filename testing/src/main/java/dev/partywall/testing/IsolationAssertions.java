package dev.partywall.testing;

import dev.partywall.testing.internal.isolation.CoveredMethods;
import dev.partywall.testing.internal.isolation.FailureMessage;
import dev.partywall.testing.internal.report.HtmlReport;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Assertions that turn "tenant A cannot reach tenant B" into a test. Safe for use by many threads. */
public final class IsolationAssertions {

    private IsolationAssertions() {}

    /**
     * Asserts that something is denied.
     *
     * @param attempt what must be denied
     * @return to say by whom
     * @throws AssertionError if it is not: it succeeded, or failed for another reason
     */
    public static DenialAssert assertDenied(DenialAssert.Attempt attempt) {
        return DenialAssert.of(attempt);
    }

    /**
     * Asserts that no tenant reaches another's data: runs the plan, writes its report if it has a file for it.
     *
     * @param plan the plan
     * @return the report
     * @throws AssertionError if a tenant reaches another's data, an operation does not reach its own, a method has no
     *     operation, or a mutant survives; it says which statement let it through and what to change
     */
    public static IsolationReport assertIsolated(IsolationPlan<?> plan) {
        IsolationReport report = plan.run();
        plan.reportFile().ifPresent(file -> HtmlReport.write(report, file));
        if (!report.isIsolated()) {
            throw new AssertionError(FailureMessage.of(report));
        }
        return report;
    }

    /**
     * Asserts that every public method of a type has an operation.
     *
     * @param type the code under test
     * @param operations the names of operations, as in {@link IsolationPlan#probe}
     * @throws AssertionError if a method has none
     */
    public static void assertCovers(Class<?> type, String... operations) {
        List<String> missing = CoveredMethods.missing(List.of(type), Set.copyOf(Arrays.asList(operations)));
        if (!missing.isEmpty()) {
            throw new AssertionError("No isolation probe for " + String.join(", ", missing)
                    + ": add probe(...) or action(...) of that name to the plan; a name that several methods have"
                    + " stands for none of them");
        }
    }
}
