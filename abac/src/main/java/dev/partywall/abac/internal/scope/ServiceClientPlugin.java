package dev.partywall.abac.internal.scope;

import java.util.Optional;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;

/** Marks a client as one of the service itself. */
public enum ServiceClientPlugin implements SdkPlugin {
    /** The one there is. */
    INSTANCE;

    @Override
    public void configureClient(SdkServiceClientConfiguration.Builder client) {
        ClientMarks.put(client, ScopeAttributes.SERVICE_CLIENT, Optional.empty());
    }
}
