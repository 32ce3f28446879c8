package dev.partywall.cli;

import dev.partywall.cli.output.Failure;
import dev.partywall.cli.output.Fields;
import dev.partywall.cli.output.Format;
import dev.partywall.cli.output.Json;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ParameterException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tells in one line what went wrong, and as an exit code what kind of thing it was.
 *
 * @param err where
 * @param format one line for people, or one JSON object
 * @param stackTrace whether to tell where in the code as well
 * @param redaction what must not be told
 */
record ErrorOutput(PrintStream err, Format format, boolean stackTrace, Redaction redaction) {

    /** Nothing was done: a setting or an argument cannot be used. */
    private static final Set<ErrorCode> USAGE = Set.of(
            ErrorCode.INVALID_TENANT_ID,
            ErrorCode.INVALID_TENANT_ATTRIBUTE,
            ErrorCode.INVALID_ACTOR,
            ErrorCode.INVALID_KEY_SETTING,
            ErrorCode.INVALID_CREDENTIAL_SETTING,
            ErrorCode.INVALID_POLICY_SETTING,
            ErrorCode.POLICY_TOO_LARGE,
            ErrorCode.INVALID_LIFECYCLE_SETTING);

    int tell(Throwable failure) {
        Failure told = describe(failure).withTexts(redaction::of);
        err.println(
                format == Format.JSON
                        ? Json.of(Fields.create().with("error", told.json()).toMap())
                        : told.line());
        if (stackTrace) {
            err.print(redaction.of(traceOf(failure)));
        }
        err.flush();
        return exitCode(failure);
    }

    private static Failure describe(Throwable failure) {
        if (failure instanceof TenantIsolationException known) {
            return Failure.of(known);
        } else if (failure instanceof ParameterException usage) {
            String command = usage.getCommandLine().getCommandSpec().qualifiedName(" ");
            return Failure.of("USAGE", message(usage) + "; see '" + command + " --help'");
        } else if (failure instanceof NotConfirmedException) {
            return Failure.of("NOT_CONFIRMED", message(failure));
        } else if (failure instanceof OutputLostException) {
            return Failure.of("OUTPUT_LOST", message(failure));
        } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return Failure.of("FILE", "a file cannot be read or written: " + message(failure));
        } else if (failure instanceof SdkException aws) {
            return new Failure(
                    Optional.empty(), "AWS", Optional.empty(), aws.retryable(), message(aws), Optional.empty());
        }
        return new Failure(
                Optional.of(ErrorCode.BUG.number()),
                ErrorCode.BUG.name(),
                Optional.empty(),
                false,
                "something happened that should not; report it with what --stacktrace shows: " + failure,
                Optional.empty());
    }

    private static int exitCode(Throwable failure) {
        if (failure instanceof ParameterException) {
            return ExitCode.USAGE;
        } else if (failure instanceof NotConfirmedException) {
            return ExitCode.NOT_CONFIRMED;
        } else if (failure instanceof TenantIsolationException known) {
            return USAGE.contains(known.code()) ? ExitCode.USAGE : retryOrNot(known.isRetryable());
        }
        return failure instanceof SdkException aws ? retryOrNot(aws.retryable()) : ExitCode.FAILED;
    }

    private static int retryOrNot(boolean isRetryable) {
        return isRetryable ? ExitCode.RETRY : ExitCode.FAILED;
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }

    private static String traceOf(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
