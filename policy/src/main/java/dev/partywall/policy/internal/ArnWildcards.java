package dev.partywall.policy.internal;

/**
 * Which wildcards of a resource reach over a colon. AWS has them within the parts of an ARN; a {@code *} that ends a part can
 * reach beyond. It is silent about any other, and about a {@code *} for the partition that would stand for the service too,
 * which takes no wildcard: these are kept from colons, and a match that needs one is unknown. What is behind the fifth
 * colon is one part.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards">
 *     Using wildcards in resource ARNs</a>
 */
final class ArnWildcards {

    private static final int COLONS = 5;
    private static final int COLONS_BEFORE_PARTITION = 1;

    private ArnWildcards() {}

    /** The pattern, with those wildcards kept from colons of which AWS does not say that they reach over them. */
    static int[] bounded(int[] pattern) {
        int[] bounded = pattern.clone();
        int colons = 0;
        for (int i = 0; i < bounded.length && colons < COLONS; i++) {
            if (bounded[i] == ':') {
                colons++;
            } else if (bounded[i] == Glob.ONE) {
                bounded[i] = Glob.ONE_BUT_COLON;
            } else if (bounded[i] == Glob.ANY && (colons == COLONS_BEFORE_PARTITION || !endsPart(pattern, i))) {
                bounded[i] = Glob.ANY_BUT_COLONS;
            }
        }
        return bounded;
    }

    private static boolean endsPart(int[] pattern, int i) {
        return i + 1 == pattern.length || pattern[i + 1] == ':';
    }

    static boolean isBounded(int[] pattern) {
        for (int code : pattern) {
            if (code == Glob.ANY_BUT_COLONS || code == Glob.ONE_BUT_COLON) {
                return true;
            }
        }
        return false;
    }

    /** The pattern, with all wildcards reaching over colons. */
    static int[] unbounded(int[] pattern) {
        int[] unbounded = pattern.clone();
        for (int i = 0; i < unbounded.length; i++) {
            unbounded[i] = switch (unbounded[i]) {
                case Glob.ANY_BUT_COLONS -> Glob.ANY;
                case Glob.ONE_BUT_COLON -> Glob.ONE;
                default -> unbounded[i];
            };
        }
        return unbounded;
    }
}
