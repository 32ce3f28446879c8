package dev.partywall.cli;

import dev.partywall.core.TenantId;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * For what cannot be undone: the tenant's id once more, by an option or typed at a terminal. Nothing else counts, neither
 * {@code yes} nor an id in another case, nor what comes from a pipe.
 */
final class Confirmation {

    @Option(
            names = "--confirm",
            paramLabel = "TENANT",
            description = "The tenant's id once more, for scripts. Without it, it has to be typed at a terminal.")
    private @Nullable String confirmed;

    /** Returns if it is confirmed, and throws otherwise. */
    void require(TenantId tenant, String whatHappens, Optional<UnaryOperator<String>> terminal) {
        String answer = confirmed != null ? confirmed : ask(tenant, whatHappens, terminal);
        if (!answer.strip().equals(tenant.value())) {
            throw new NotConfirmedException("Tenant " + tenant + ": what was "
                    + (confirmed != null ? "given with --confirm" : "typed") + " is not its id; nothing was done");
        }
    }

    private static String ask(TenantId tenant, String whatHappens, Optional<UnaryOperator<String>> terminal) {
        return terminal.map(
                        user -> user.apply(whatHappens + System.lineSeparator() + "Type the tenant's id to go on: "))
                .orElseThrow(() -> new NotConfirmedException("Tenant " + tenant
                        + ": that cannot be undone, and there is no terminal to ask at; confirm it with --confirm "
                        + tenant + "; nothing was done"));
    }
}
