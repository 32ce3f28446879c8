package dev.partywall.cli;

import dev.partywall.core.TenantId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The tenant that a command is about. */
final class TenantArgument {

    @Parameters(paramLabel = "TENANT", description = "The tenant's id.")
    private @Nullable TenantId tenant;

    TenantId get() {
        return Objects.requireNonNull(tenant);
    }
}
