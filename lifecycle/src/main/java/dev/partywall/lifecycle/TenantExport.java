package dev.partywall.lifecycle;

/**
 * Hands a tenant's data over before it is shredded. It is the service's own code: Partywall does not know where a tenant's data
 * is.
 *
 * <p>It is called by {@link TenantLifecycle#offboard} while the tenant is still served, with the tenant bound; and again after a
 * crash or a failure, where the tenant's record was changed meanwhile, or by {@link TenantLifecycle#recover} of another process at the
 * same time: it has to look what is there already. A tenant that is suspended stays so, and is not served.
 */
@FunctionalInterface
public interface TenantExport {

    /**
     * Exports the data of a tenant, and returns when all of it is there.
     *
     * @param record the tenant
     * @return where it is, for the certificate of its shredding: 1 to 1,024 printable ASCII characters; no secrets, such as a signed
     *     URL has
     */
    String export(TenantRecord record);
}
