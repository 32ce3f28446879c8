package dev.partywall.cli;

import dev.partywall.cli.output.TenantResult;
import dev.partywall.lifecycle.Onboarding;
import dev.partywall.lifecycle.Tier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes all that a new tenant needs. */
@Command(name = "onboard", description = "Makes all that a new tenant needs, and then serves it.")
final class OnboardCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Option(
            names = "--tier",
            required = true,
            paramLabel = "TIER",
            description = "pool (the root key that tenants share), silo (one that is made for it), byok (its own).")
    private @Nullable Tier tier;

    @Option(names = "--key", paramLabel = "ARN", description = "With --tier byok: the tenant's KMS key.")
    private @Nullable String key;

    @Option(
            names = "--attribute",
            paramLabel = "NAME=VALUE",
            description = "An attribute, which becomes a session tag. May be repeated.")
    private Map<String, String> attributes = new LinkedHashMap<>();

    @Override
    int run(Operator operator) {
        Onboarding request =
                new Onboarding(tenant.get(), Objects.requireNonNull(tier), Optional.ofNullable(key), attributes);
        return program()
                .print(new TenantResult(operator.lifecycle(program().steps()).onboard(request)));
    }
}
