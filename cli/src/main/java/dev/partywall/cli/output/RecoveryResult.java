package dev.partywall.cli.output;

import dev.partywall.lifecycle.TenantLifecycle.Recovered;
import java.util.List;
import java.util.Map;

/**
 * What became of operations that stood in the registry.
 *
 * @param recovered of each
 */
public record RecoveryResult(List<Recovered> recovered) implements Result {

    /**
     * Copies the list.
     *
     * @param recovered of each
     */
    public RecoveryResult {
        recovered = List.copyOf(recovered);
    }

    @Override
    public Object json() {
        return Fields.create()
                .with("operations", recovered.stream().map(RecoveryResult::json).toList())
                .toMap();
    }

    private static Map<String, Object> json(Recovered one) {
        return Fields.create()
                .with("tenant", one.tenant().value())
                .with("operation", one.operation())
                .with("error", one.failure().map(Failure::of).map(Failure::json))
                .toMap();
    }

    @Override
    public String text() {
        if (recovered.isEmpty()) {
            return "No operation stands.";
        }
        Table table = Table.of("TENANT", "OPERATION", "OUTCOME");
        for (Recovered one : recovered) {
            table.row(
                    one.tenant().value(),
                    one.operation().name(),
                    one.failure().map(Failure::of).map(Failure::line).orElse("over"));
        }
        return table.toString();
    }
}
