package dev.partywall.examples.records.report;

/**
 * How many requests left this JVM, retries included.
 *
 * @param kms to KMS
 * @param dynamoDb to DynamoDB
 */
public record CallCount(long kms, long dynamoDb) {

    /** Nothing. */
    static final CallCount NONE = new CallCount(0, 0);

    CallCount plus(CallCount other) {
        return new CallCount(kms + other.kms, dynamoDb + other.dynamoDb);
    }

    CallCount minus(CallCount other) {
        return new CallCount(kms - other.kms, dynamoDb - other.dynamoDb);
    }
}
