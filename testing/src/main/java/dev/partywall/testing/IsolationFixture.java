package dev.partywall.testing;

import dev.partywall.core.TenantId;

/**
 * Makes what belongs to one tenant: its rows, objects, secrets, messages.
 *
 * @param <F> a record whose components the code under test takes as arguments; attacks exchange them one at a time
 */
@FunctionalInterface
public interface IsolationFixture<F> {

    /**
     * Stores data for a tenant and says how the code under test is to find it. Called again after an operation may have
     * changed the data: it then stores the same data anew. Runs with the tenant bound.
     *
     * @param tenant whose data
     * @param canary a text to store within the data; whoever gets to see it has seen the tenant's data
     * @return how to find it
     * @throws Exception if the data cannot be stored
     */
    F create(TenantId tenant, String canary) throws Exception;
}
