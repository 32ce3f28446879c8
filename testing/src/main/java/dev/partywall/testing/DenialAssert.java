package dev.partywall.testing;

import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.internal.authorization.DenialHeader;
import dev.partywall.testing.internal.isolation.Denials;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something was denied; says by whom. */
public final class DenialAssert {

    private final Throwable failure;

    private DenialAssert(Throwable failure) {
        this.failure = failure;
    }

    /** What must be denied. */
    @FunctionalInterface
    public interface Attempt {

        /**
         * Runs it.
         *
         * @throws Exception as it does
         */
        void run() throws Exception;
    }

    static DenialAssert of(Attempt attempt) {
        Throwable failure = failure(attempt);
        if (failure == null) {
            throw new AssertionError("Expected a denial, and it succeeded");
        } else if (!Denials.isDenial(failure)) {
            throw new AssertionError("Expected a denial, and it failed otherwise: " + failure, failure);
        }
        return new DenialAssert(failure);
    }

    private static @Nullable Throwable failure(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    /**
     * Asserts that IAM denied it.
     *
     * @return this
     * @throws AssertionError if not
     */
    public DenialAssert byIam() {
        return require(Denials.header(failure).isPresent(), "IAM");
    }

    /**
     * Asserts that IAM denied it by a statement with Effect Deny.
     *
     * @param sid the statement's Sid
     * @return this
     * @throws AssertionError if not
     */
    public DenialAssert bySid(String sid) {
        Optional<DenialHeader> header = Denials.header(failure);
        return require(header.filter(denial -> denial.statement().equals(sid)).isPresent(), "the statement " + sid);
    }

    /**
     * Asserts that the tenant's key denied it: KMS or the keyring did not open the data.
     *
     * @return this
     * @throws AssertionError if not
     */
    public DenialAssert byKey() {
        return require(Denials.isOfKey(failure), "the key");
    }

    /**
     * Asserts that the tenant context denied it: no tenant is bound, or another.
     *
     * @return this
     * @throws AssertionError if not
     */
    public DenialAssert byContext() {
        return require(Denials.isOfContext(failure), "the tenant context");
    }

    /**
     * What was thrown.
     *
     * @return the exception, to assert more about: an SDK's or a {@link TenantIsolationException}
     */
    public Throwable failure() {
        return failure;
    }

    private DenialAssert require(boolean condition, String whom) {
        if (!condition) {
            throw new AssertionError(
                    "Expected a denial by " + whom + ", and it was denied by " + Denials.whom(failure), failure);
        }
        return this;
    }
}
