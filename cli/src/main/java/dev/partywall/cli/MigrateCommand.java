package dev.partywall.cli;

import dev.partywall.cli.output.TenantResult;
import dev.partywall.lifecycle.RootKeyTarget;
import dev.partywall.lifecycle.Tier;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a tenant's branch key to another root key. */
@Command(
        name = "migrate",
        description =
                "Moves the branch key to another root key. Takes the bound of the fleet; the tenant is served meanwhile.")
final class MigrateCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TARGET",
            description =
                    "pool, silo (a KMS key of its own, made unless it has one), new-silo (a new one in any case), byok.")
    private @Nullable Target target;

    @Option(names = "--key", paramLabel = "ARN", description = "With --to byok: the tenant's KMS key.")
    private @Nullable String key;

    enum Target {
        POOL(Tier.POOL),
        SILO(Tier.SILO),
        NEW_SILO(Tier.SILO),
        BYOK(Tier.BRING_YOUR_OWN_KEY);

        private final Tier tier;

        Target(Tier tier) {
            this.tier = tier;
        }
    }

    @Override
    int run(Operator operator) {
        RootKeyTarget to = new RootKeyTarget(
                Objects.requireNonNull(target).tier, Optional.ofNullable(key), target == Target.NEW_SILO);
        return program()
                .print(new TenantResult(operator.lifecycle(program().steps()).migrate(tenant.get(), to)));
    }
}
