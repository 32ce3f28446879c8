package dev.partywall.examples.records.report;

/**
 * How many requests left this JVM, retries included.
 *
 * @param kms to KMS
 * @param dynamoDb to DynamoDB
 * @param sts to STS, for tenants' sessions
 */
public record CallCount(long kms, long dynamoDb, long sts) {

    /** Nothing. */
    static final CallCount NONE = new CallCount(0, 0, 0);

    CallCount plus(CallCount other) {
        return new CallCount(kms + other.kms, dynamoDb + other.dynamoDb, sts + other.sts);
    }

    CallCount minus(CallCount other) {
        return new CallCount(kms - other.kms, dynamoDb - other.dynamoDb, sts - other.sts);
    }

    /** Whether keys or data were asked for; a session may be renewed at any time. */
    boolean isAboutData() {
        return kms + dynamoDb > 0;
    }
}
