package dev.partywall.abac.internal.scope;

import dev.partywall.abac.InvalidCredentialSettingException;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Puts credentials and the interceptor that checks them into a client.
 *
 * @param credentials of the tenant
 * @param interceptor looks at each call
 */
record ScopePlugin(IdentityProvider<? extends AwsCredentialsIdentity> credentials, ScopeInterceptor interceptor)
        implements SdkPlugin {

    @Override
    public void configureClient(SdkServiceClientConfiguration.Builder client) {
        if (!(client instanceof AwsServiceClientConfiguration.Builder aws)) {
            throw new InvalidCredentialSettingException(
                    "scope", "is for clients of AWS services, whose configuration takes credentials");
        }
        aws.credentialsProvider(credentials);
        ClientMarks.put(client, ScopeAttributes.SCOPED, Optional.of(interceptor));
    }
}
