package dev.partywall.lifecycle.internal.operation;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import java.util.List;
import java.util.Optional;

/**
 * The steps of an operation.
 *
 * @param kind which operation
 * @param steps in their order
 * @param isUndone whether they are taken back where one of them fails for good; else it waits to be called again
 */
public record Plan(TenantOperation.Kind kind, List<Step> steps, boolean isUndone) {

    /** Copies the list. */
    public Plan {
        steps = List.copyOf(steps);
    }

    String first() {
        return steps.get(0).name();
    }

    Step step(TenantRecord record, String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.REGISTRY_RECORD_MALFORMED,
                        record.tenant(),
                        false,
                        "its operation " + kind + " stands at step '" + name
                                + "', which this version does not know; finish it with the version that began it",
                        null));
    }

    Optional<String> after(Step step) {
        int next = steps.indexOf(step) + 1;
        return next < steps.size() ? Optional.of(steps.get(next).name()) : Optional.empty();
    }

    Optional<String> before(Step step) {
        int index = steps.indexOf(step);
        return index > 0 ? Optional.of(steps.get(index - 1).name()) : Optional.empty();
    }
}
