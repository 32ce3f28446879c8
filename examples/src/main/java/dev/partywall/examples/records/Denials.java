package dev.partywall.examples.records;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Says in few words for what IAM denied a call. */
@FunctionalInterface
interface Denials {

    /** The error codes of denials: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
    Set<String> CODES = Set.of("AccessDenied", "AccessDeniedException");

    /** For example {@code statement DenyScan}. */
    String reason(AwsServiceException denied);

    static boolean isDenial(AwsServiceException failure) {
        AwsErrorDetails details = failure.awsErrorDetails();
        return details != null && CODES.contains(String.valueOf(details.errorCode()));
    }

    /** What AWS lets its caller know. */
    static Denials inWordsOfAws() {
        Pattern action = Pattern.compile("perform: ([A-Za-z0-9]+:[A-Za-z0-9]+)");
        return denied -> {
            String message = String.valueOf(denied.getMessage());
            Matcher named = action.matcher(message);
            String call = named.find() ? named.group(1) : "the call";
            return message.contains("explicit deny") ? "explicit deny of " + call : "nothing allows " + call;
        };
    }
}
