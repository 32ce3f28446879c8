package dev.partywall.testing;

import org.slf4j.LoggerFactory;

/** Uses a whole lab in a JVM of its own and tells how long things took, in milliseconds. */
final class ForkedLab {

    private ForkedLab() {}

    public static void main(String[] arguments) {
        LoggerFactory.getLogger(ForkedLab.class); // a logging framework takes longer to load than the lab
        long begin = System.nanoTime();
        boolean withoutDynamoDb = arguments.length > 0;
        AwsLab lab = withoutDynamoDb ? AwsLab.builder().withoutDynamoDb().start() : AwsLab.start();
        report("started", begin);
        lab.kms().listKeys();
        report("first KMS answer", begin);
        if (!withoutDynamoDb) {
            lab.dynamoDb().listTables();
            report("first DynamoDB answer", begin);
        }
        lab.close();
        report("closed", begin);
    }

    private static void report(String what, long begin) {
        System.out.println(what + " " + (System.nanoTime() - begin) / 1_000_000);
    }
}
