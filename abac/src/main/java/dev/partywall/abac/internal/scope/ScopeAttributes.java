package dev.partywall.abac.internal.scope;

import dev.partywall.core.Tenant;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;

/** What clients and calls are marked with. */
final class ScopeAttributes {

    /** The client has a scope. */
    static final ExecutionAttribute<Boolean> SCOPED = new ExecutionAttribute<>("PartywallScoped");

    /** The client acts as the service itself. */
    static final ExecutionAttribute<Boolean> SERVICE_CLIENT = new ExecutionAttribute<>("PartywallServiceClient");

    /** For whom the call is made. */
    static final ExecutionAttribute<Tenant> TENANT = new ExecutionAttribute<>("PartywallTenant");

    private ScopeAttributes() {}
}
