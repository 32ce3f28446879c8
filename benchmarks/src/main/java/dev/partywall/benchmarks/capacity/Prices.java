package dev.partywall.benchmarks.capacity;

/**
 * What AWS asks, in dollars.
 *
 * @param asOf when and for which region
 * @param kmsPerTenThousand for 10,000 requests with a symmetric key
 * @param readsPerMillion for a million DynamoDB read request units; a consistent read of a row up to 4 KB takes one
 * @param processorHour for one virtual processor for an hour
 * @see <a href="https://aws.amazon.com/kms/pricing/">AWS KMS pricing</a>
 * @see <a href="https://aws.amazon.com/dynamodb/pricing/on-demand/">Amazon DynamoDB pricing, on demand</a>
 * @see <a href="https://aws.amazon.com/fargate/pricing/">AWS Fargate pricing</a>
 */
public record Prices(String asOf, double kmsPerTenThousand, double readsPerMillion, double processorHour) {

    /** List prices at the time of writing, without the free tier. They change, and differ by region. */
    public static final Prices LISTED = new Prices("March 2026, US East (N. Virginia)", 0.03, 0.125, 0.04048);
}
