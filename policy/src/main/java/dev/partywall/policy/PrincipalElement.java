package dev.partywall.policy;

import java.util.List;

/**
 * {@code Principal} or {@code NotPrincipal}.
 *
 * @param negated whether it is NotPrincipal
 * @param principals whom it names
 */
public record PrincipalElement(boolean negated, List<Named> principals) {

    /**
     * Copies the principals.
     *
     * @param negated whether it is NotPrincipal
     * @param principals whom it names
     */
    public PrincipalElement {
        principals = List.copyOf(principals);
    }

    /** The kinds of principal. */
    public enum Kind {
        /** {@code "Principal": "*"}; {@code {"AWS": "*"}} is the kind AWS with the value {@code *}. */
        ANYONE,
        /** An account id, or the ARN of an account's root, a user, a role or a session; or {@code *}. */
        AWS,
        /** A service, such as {@code lambda.amazonaws.com}. */
        SERVICE,
        /** An identity provider. */
        FEDERATED,
        /** A canonical user id of S3. */
        CANONICAL_USER
    }

    /**
     * One principal.
     *
     * @param kind its kind
     * @param value as written
     */
    public record Named(Kind kind, String value) {}
}
