/** Tenant identity, tenant context and isolation events. */
module dev.partywall.core {
    requires static transitive org.jspecify;
    requires static context.propagation;

    exports dev.partywall.core;

    provides io.micrometer.context.ThreadLocalAccessor with
            dev.partywall.core.internal.TenantThreadLocalAccessor;
}
