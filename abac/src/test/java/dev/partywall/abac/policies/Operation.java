package dev.partywall.abac.policies;

import java.util.function.BiConsumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * A call on what one tenant owns.
 *
 * @param name what messages call it
 * @param call given a session and the owner
 */
record Operation(String name, BiConsumer<Session, String> call) {

    void run(Session session, String owner) {
        call.accept(session, owner);
    }

    /** Whether IAM lets it pass; what the service finds wrong with it afterwards does not matter. */
    boolean isLetThrough(Session session, String owner) {
        try {
            run(session, owner);
            return true;
        } catch (AwsServiceException e) {
            return !isDenial(e);
        }
    }

    /** An answer to HEAD has no body, so no code either. */
    private static boolean isDenial(AwsServiceException e) {
        String code = e.awsErrorDetails().errorCode();
        return code == null ? e.statusCode() == 403 : code.contains("AccessDenied") || code.equals("UnmodelledByLab");
    }

    @Override
    public String toString() {
        return name;
    }
}
