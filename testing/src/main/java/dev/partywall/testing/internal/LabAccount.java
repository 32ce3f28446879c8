package dev.partywall.testing.internal;

/**
 * Where the lab's resources live.
 *
 * @param region the AWS region
 * @param accountId twelve digits
 */
public record LabAccount(String region, String accountId) {

    /** Checks the account id. */
    public LabAccount {
        if (!accountId.matches("[0-9]{12}")) {
            throw new IllegalArgumentException("An account id has twelve digits: " + accountId);
        }
    }

    /** The ARN of a resource, such as {@code key/…} of {@code kms}. */
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region + ":" + accountId + ":" + resource;
    }
}
