package dev.partywall.testing;

/** The lab was asked for DynamoDB, and DynamoDB Local is not on the class path or was left out on purpose. */
public final class MissingDynamoDbLocalException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private MissingDynamoDbLocalException(String message) {
        super(message);
    }

    static MissingDynamoDbLocalException notOnClassPath() {
        return new MissingDynamoDbLocalException(
                "DynamoDB Local is not on the class path. Add com.amazonaws:DynamoDBLocal:2.6.1 with scope test (it comes"
                        + " under its own licence, so Partywall does not bring it along), or start the lab without"
                        + " DynamoDB: AwsLab.builder().withoutDynamoDb().start().");
    }

    static MissingDynamoDbLocalException leftOut() {
        return new MissingDynamoDbLocalException(
                "This lab was started without DynamoDB. Start it without withoutDynamoDb() to use it.");
    }
}
