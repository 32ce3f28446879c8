package dev.partywall.abac.internal.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Puts marks and interceptors into a client's configuration beside what is there. */
final class ClientMarks {

    private ClientMarks() {}

    /** Marks a client, and gives it a scope's interceptor in the place of any other scope's. */
    static void put(
            SdkServiceClientConfiguration.Builder client,
            ExecutionAttribute<Boolean> mark,
            Optional<ScopeInterceptor> interceptor) {
        ClientOverrideConfiguration override = Optional.ofNullable(client.overrideConfiguration())
                .orElseGet(() -> ClientOverrideConfiguration.builder().build());
        List<ExecutionInterceptor> interceptors = new ArrayList<>(override.executionInterceptors());
        interceptor.ifPresent(own -> {
            interceptors.removeIf(other -> other instanceof ScopeInterceptor);
            interceptors.add(own);
        });
        ExecutionAttributes attributes = override.executionAttributes().copy().toBuilder()
                .put(mark, true)
                .build();
        client.overrideConfiguration(override.toBuilder()
                .executionInterceptors(interceptors)
                .executionAttributes(attributes)
                .build());
    }
}
