package dev.partywall.policy;

import dev.partywall.policy.internal.Explanation;
import java.util.List;

/**
 * The outcome of a request.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public abstract sealed class Decision {

    private final PolicySet policies;
    private final AuthorizationRequest request;

    private Decision(PolicySet policies, AuthorizationRequest request) {
        this.policies = policies;
        this.request = request;
    }

    /**
     * Every statement that was looked at. Worked out when asked for, not before.
     *
     * @return the trace
     */
    public Trace trace() {
        return Explanation.trace(policies, request);
    }

    /**
     * Whether the request may pass.
     *
     * @return true only of {@link Allowed}
     */
    public boolean isAllowed() {
        return this instanceof Allowed;
    }

    /** Somebody allowed it and nobody denied. */
    public static final class Allowed extends Decision {

        Allowed(PolicySet policies, AuthorizationRequest request) {
            super(policies, request);
        }

        @Override
        public String toString() {
            return "allowed";
        }
    }

    /** A statement denied it. */
    public static final class ExplicitlyDenied extends Decision {

        private final PolicyLayer layer;
        private final Statement statement;

        ExplicitlyDenied(PolicySet policies, AuthorizationRequest request, PolicyLayer layer, Statement statement) {
            super(policies, request);
            this.layer = layer;
            this.statement = statement;
        }

        /**
         * The kind of the policy that denied.
         *
         * @return the first such layer
         */
        public PolicyLayer layer() {
            return layer;
        }

        /**
         * The statement.
         *
         * @return the first that denied
         */
        public Statement statement() {
            return statement;
        }

        @Override
        public String toString() {
            return "explicitly denied by " + statement.name() + ", " + layer.text();
        }
    }

    /** Nobody denied it and somebody who had to allow it did not. */
    public static final class ImplicitlyDenied extends Decision {

        private final PolicyLayer layer;

        ImplicitlyDenied(PolicySet policies, AuthorizationRequest request, PolicyLayer layer) {
            super(policies, request);
            this.layer = layer;
        }

        /**
         * The kind of policy that had to allow and did not.
         *
         * @return the first such layer
         */
        public PolicyLayer layer() {
            return layer;
        }

        @Override
        public String toString() {
            return "implicitly denied: no " + layer.text() + " allows it";
        }
    }

    /** It hangs on something that is not modelled. Never treated as allowed. */
    public static final class Unmodelled extends Decision {

        private final List<String> missing;

        Unmodelled(PolicySet policies, AuthorizationRequest request, List<String> missing) {
            super(policies, request);
            this.missing = missing;
        }

        /**
         * What is missing, in words that name the policy, the statement and the key or variable that it hangs on.
         *
         * @return at least one
         */
        public List<String> missing() {
            return missing;
        }

        @Override
        public String toString() {
            return "unmodelled: " + missing;
        }
    }
}
