package dev.partywall.testing;

import org.jspecify.annotations.Nullable;

/**
 * An operation of the code under test, over what belongs to one tenant.
 *
 * @param <F> the fixture: what the code under test is given, as a record
 */
@FunctionalInterface
public interface IsolationProbe<F> {

    /**
     * Runs the operation for whatever tenant is bound, on this fixture.
     *
     * @param fixture what to operate on; in an attack not the bound tenant's own
     * @return what the caller of the operation gets to see
     * @throws Exception if the operation fails
     */
    @Nullable
    Object run(F fixture) throws Exception;

    /**
     * An operation without a result.
     *
     * @param <F> the fixture
     */
    @FunctionalInterface
    interface Action<F> {

        /**
         * Runs the operation for whatever tenant is bound, on this fixture.
         *
         * @param fixture what to operate on
         * @throws Exception if the operation fails
         */
        void run(F fixture) throws Exception;
    }
}
