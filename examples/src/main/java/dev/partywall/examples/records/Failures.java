package dev.partywall.examples.records;

import dev.partywall.examples.records.csv.BadInputException;
import java.io.PrintStream;
import picocli.CommandLine;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in one message what went wrong, and as an exit code what kind of thing it was. */
final class Failures {

    /** Something opened that must not, or did not open that must. */
    static final int WALL_DOWN = 1;

    /** AWS, or anything else that is not the input. */
    static final int TROUBLE = 3;

    private Failures() {}

    static int tell(Throwable failure, PrintStream err) {
        err.println("tenant-records: " + text(failure));
        for (Throwable cleanUp : failure.getSuppressed()) {
            err.println("tenant-records: and what the run made could not all be deleted: " + text(cleanUp)
                    + "; delete the tables by hand");
        }
        return isUsage(failure) ? CommandLine.ExitCode.USAGE : TROUBLE;
    }

    private static boolean isUsage(Throwable failure) {
        return failure instanceof BadInputException || failure instanceof CommandLine.ParameterException;
    }

    private static String text(Throwable failure) {
        Throwable cause = failure.getCause();
        String advice = failure instanceof SdkException
                ? " -- check the credentials, the Region, the network, and that the role may use the tables and the root key"
                : "";
        return message(failure) + advice + (cause == null ? "" : " (cause: " + message(cause) + ")");
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getName() : message;
    }
}
