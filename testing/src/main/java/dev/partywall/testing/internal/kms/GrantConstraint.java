package dev.partywall.testing.internal.kms;

import java.util.Map;
import java.util.Optional;

/**
 * Which encryption contexts a grant is for. Names and values are compared with case
 * (https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html).
 *
 * @param kind how they are compared
 * @param pairs with what, at least one
 */
record GrantConstraint(Kind kind, Map<String, String> pairs) {

    private static final int MAX_PAIRS = 8;
    private static final int MAX_LENGTH = 384;

    /** How a constraint compares. */
    enum Kind {
        /** The context is these pairs and no others. */
        EQUALS("EncryptionContextEquals"),
        /** The context has these pairs and maybe others. */
        SUBSET("EncryptionContextSubset");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    GrantConstraint {
        pairs = Map.copyOf(pairs);
    }

    /** The constraint in a request to make a grant. */
    static Optional<GrantConstraint> in(KmsRequest request) {
        Optional<KmsRequest> constraints = request.structure("Constraints");
        if (constraints.isEmpty()) {
            return Optional.empty();
        }
        Optional<GrantConstraint> equal = read(constraints.get(), Kind.EQUALS);
        Optional<GrantConstraint> subset = read(constraints.get(), Kind.SUBSET);
        if (constraints.get().has("SourceArn") || (equal.isPresent() && subset.isPresent())) {
            throw KmsException.unsupported(
                    "The lab's KMS has neither grants for services nor grants with two constraints.");
        }
        return equal.or(() -> subset);
    }

    private static Optional<GrantConstraint> read(KmsRequest constraints, Kind kind) {
        Map<String, String> pairs = constraints.pairs(kind.wireName());
        if (pairs.size() > MAX_PAIRS || pairs.values().stream().anyMatch(value -> value.length() > MAX_LENGTH)) {
            throw KmsException.validation("A grant constraint has at most " + MAX_PAIRS
                    + " pairs with values of at most " + MAX_LENGTH + " characters.");
        }
        if (constraints.has(kind.wireName()) && pairs.isEmpty()) {
            throw KmsException.unsupported("The lab's KMS has no grant constraints without pairs.");
        }
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new GrantConstraint(kind, pairs));
    }

    /** Whether a request with this encryption context meets it. */
    boolean admits(Map<String, String> context) {
        return kind == Kind.EQUALS ? context.equals(pairs) : context.entrySet().containsAll(pairs.entrySet());
    }

    /** Whether another is as strict or stricter: it admits nothing that this one does not. */
    boolean admitsAllOf(GrantConstraint other) {
        return kind == Kind.EQUALS ? other.equals(this) : other.pairs.entrySet().containsAll(pairs.entrySet());
    }
}
