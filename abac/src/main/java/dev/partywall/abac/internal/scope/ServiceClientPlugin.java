package dev.partywall.abac.internal.scope;

import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;

/** Marks a client as one of the service itself. */
public enum ServiceClientPlugin implements SdkPlugin {
    /** The one there is. */
    INSTANCE;

    @Override
    public void configureClient(SdkServiceClientConfiguration.Builder client) {
        ClientOverrideConfiguration override = client.overrideConfiguration();
        ClientOverrideConfiguration.Builder changed =
                override == null ? ClientOverrideConfiguration.builder() : override.toBuilder();
        client.overrideConfiguration(changed.putExecutionAttribute(ScopeAttributes.SERVICE_CLIENT, true)
                .build());
    }
}
