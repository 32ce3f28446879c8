package dev.partywall.lifecycle;

import dev.partywall.abac.TenantScope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** A node in a JVM of its own. It works until its standard input ends, as that of a child does with its parent. */
final class FleetNodeProgram {

    private FleetNodeProgram() {}

    /**
     * Starts one.
     *
     * @param bounds of all tiers, and of {@link Tier#SILO}
     */
    static Process start(
            String name, Path folder, URI endpoint, Region region, AwsCredentials credentials, FleetSettings bounds)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FleetNodeProgram.class.getName(),
                name,
                folder.toString(),
                endpoint.toString(),
                region.id(),
                bounds.pollInterval().toString(),
                bounds.longestBound().toString(),
                bounds.boundOf(Tier.SILO).toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile());
        builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        return builder.start();
    }

    /** Takes what {@link #start} passes; credentials from the environment. */
    public static void main(String[] arguments) throws IOException {
        URI endpoint = URI.create(arguments[2]);
        Region region = Region.of(arguments[3]);
        FleetSettings fleet = FleetSettings.of(Duration.parse(arguments[4]), Duration.parse(arguments[5]))
                .withBound(Tier.SILO, Duration.parse(arguments[6]));
        AwsCredentialsProvider credentials = EnvironmentVariableCredentialsProvider.create();
        try (DynamoDbClient dynamoDb = DynamoDbClient.builder()
                        .endpointOverride(endpoint)
                        .region(region)
                        .credentialsProvider(credentials)
                        .addPlugin(TenantScope.serviceClient())
                        .build();
                KmsClient kms = KmsClient.builder()
                        .endpointOverride(endpoint)
                        .region(region)
                        .credentialsProvider(credentials)
                        .addPlugin(TenantScope.serviceClient())
                        .build();
                FleetNode node = new FleetNode(arguments[0], Path.of(arguments[1]), dynamoDb, kms, fleet)) {
            node.start();
            while (System.in.read() >= 0) {
                // Nobody says anything.
            }
        }
    }
}
