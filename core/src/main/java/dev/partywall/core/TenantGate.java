package dev.partywall.core;

/**
 * Whether a tenant is served now: what a suspension closes.
 *
 * <p>Asked by the keyring and by the tenants' credentials on each operation, on the caller's thread and on those that load keys
 * and sessions, so it answers from memory and waits for nobody. Must be safe for many threads. A gate that fails in any way has refused.
 */
@FunctionalInterface
public interface TenantGate {

    /**
     * Lets the tenant pass, or refuses it.
     *
     * @param tenant who is to be served
     * @throws TenantNotServedException if the tenant is not served now
     */
    void requireServed(TenantId tenant);

    /**
     * A gate that lets every tenant pass.
     *
     * @return the gate
     */
    static TenantGate open() {
        return tenant -> {};
    }
}
