package dev.partywall.examples.spark;

import dev.partywall.testing.AwsLab;
import java.util.Properties;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Has SDK clients that are built without settings call the lab, by the SDK's own system properties, until it is closed. An executor
 * in a cluster has its region and its role from where it runs.
 */
final class SdkSettings implements AutoCloseable {

    private final Properties former = new Properties();

    private SdkSettings() {
        former.putAll(System.getProperties());
    }

    static SdkSettings of(AwsLab lab) {
        AwsCredentials credentials = lab.credentials().resolveCredentials();
        SdkSettings settings = new SdkSettings();
        System.setProperty("aws.endpointUrl", lab.endpoint().toString());
        System.setProperty("aws.region", lab.region().id());
        System.setProperty("aws.accessKeyId", credentials.accessKeyId());
        System.setProperty("aws.secretAccessKey", credentials.secretAccessKey());
        return settings;
    }

    @Override
    public void close() {
        System.setProperties(former);
    }
}
