package dev.partywall.examples.records;

import dev.partywall.testing.AwsLab;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** Where clients call, and with which credentials unless they are scoped. */
sealed interface Place {

    /** Points a client at the services in the Region of the tables. */
    <B extends AwsClientBuilder<B, C>, C> B at(B builder);

    /** Points a client at KMS in the Region of the root key. */
    <B extends AwsClientBuilder<B, C>, C> B atKeys(B builder);

    /** A lab, as its root user. */
    record Lab(AwsLab lab) implements Place {

        @Override
        public <B extends AwsClientBuilder<B, C>, C> B at(B builder) {
            return builder.endpointOverride(lab.endpoint()).region(lab.region()).credentialsProvider(lab.credentials());
        }

        @Override
        public <B extends AwsClientBuilder<B, C>, C> B atKeys(B builder) {
            return at(builder);
        }
    }

    /** An account, with whatever credentials and endpoint the SDK finds: environment, system properties, profile, role. */
    record Account(Region keyRegion, Region region) implements Place {

        @Override
        public <B extends AwsClientBuilder<B, C>, C> B at(B builder) {
            return builder.region(region);
        }

        @Override
        public <B extends AwsClientBuilder<B, C>, C> B atKeys(B builder) {
            return builder.region(keyRegion);
        }
    }
}
