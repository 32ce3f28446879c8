package dev.partywall.cli;

import dev.partywall.cli.output.TenantListResult;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.Tier;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists tenants. */
@Command(name = "list", description = "Lists tenants, by their ids.")
final class ListCommand extends OperatorCommand {

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those: onboarding, active, suspended, offboarding or shredded.")
    private @Nullable TenantStatus status;

    @Option(names = "--tier", paramLabel = "TIER", description = "Only those: pool, silo or byok.")
    private @Nullable Tier tier;

    private boolean isWanted(TenantRecord record) {
        return (status == null || status == record.status()) && (tier == null || tier == record.tier());
    }

    @Override
    int run(Operator operator) {
        Map<String, TenantRecord> records = new TreeMap<>();
        operator.registry()
                .tenants()
                .forEach(record -> records.put(record.tenant().value(), record));
        return program()
                .print(new TenantListResult(
                        records.values().stream().filter(this::isWanted).toList()));
    }
}
