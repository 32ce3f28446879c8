package dev.partywall.cli.output;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What went wrong, as it is told.
 *
 * @param code the number of a code of Partywall's; empty for what concerns the command line alone
 * @param name the name of that code, or of what is wrong with the command line
 * @param tenant the tenant concerned
 * @param isRetryable whether the same command may succeed later with nothing changed
 * @param message what happened and what to do
 * @param cause what a service or a driver said
 */
public record Failure(
        Optional<Integer> code,
        String name,
        Optional<TenantId> tenant,
        boolean isRetryable,
        String message,
        Optional<String> cause) {

    /**
     * A failure of Partywall's. Its words for programmers become those for operators.
     *
     * @param failure the failure
     * @return what is told
     */
    public static Failure of(TenantIsolationException failure) {
        ErrorCode code = failure.code();
        String message = String.valueOf(failure.getMessage()).replace(" [" + code + "]", "");
        return new Failure(
                Optional.of(code.number()),
                code.name(),
                failure.tenant(),
                failure.isRetryable(),
                OperatorWords.of(message),
                cause(failure));
    }

    /** What Partywall itself says of a cause, it has said in the message. */
    private static Optional<String> cause(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause == null) {
            return Optional.empty();
        }
        Optional<String> deeper = cause(cause);
        return cause instanceof TenantIsolationException || deeper.isPresent()
                ? deeper
                : Optional.ofNullable(cause.getMessage());
    }

    /**
     * A failure of the command line alone; the same command fails again.
     *
     * @param name what is wrong, in capitals
     * @param message what happened and what to do
     * @return what is told
     */
    public static Failure of(String name, String message) {
        return new Failure(Optional.empty(), name, Optional.empty(), false, message, Optional.empty());
    }

    /**
     * This failure in other words.
     *
     * @param change what becomes of each text that others may have written
     * @return the new failure; this one stays as it is
     */
    public Failure withTexts(UnaryOperator<String> change) {
        return new Failure(code, name, tenant, isRetryable, change.apply(message), cause.map(change));
    }

    /**
     * For people.
     *
     * @return one line, such as {@code PW-520 TENANT_STATUS_CONFLICT: Tenant acme: ...}
     */
    public String line() {
        return Printable.line(code.map(number -> "PW-" + number + " ").orElse("") + name + ": " + message
                + cause.map(said -> " (cause: " + said + ")").orElse(""));
    }

    /**
     * For scripts.
     *
     * @return the members of the error
     */
    public Map<String, Object> json() {
        return Fields.create()
                .with("code", code)
                .with("name", name)
                .with("tenant", tenant.map(TenantId::value))
                .with("retryable", isRetryable)
                .with("message", message)
                .with("cause", cause)
                .toMap();
    }
}
