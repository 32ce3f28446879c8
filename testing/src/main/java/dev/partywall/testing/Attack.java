package dev.partywall.testing;

/**
 * A way to reach for another tenant's data.
 *
 * @param kind how
 * @param detail which part of the fixture, or which pattern; empty where there is only one
 */
public record Attack(Kind kind, String detail) {

    /** The ways. */
    public enum Kind {
        /** No attack: the tenant's own data, which the operation must reach. */
        CONTROL("own data"),
        /** The tenant's own data, with an operation that is forbidden to all. */
        FORBIDDEN("forbidden to all"),
        /** All arguments are the other tenant's. */
        FOREIGN("the other tenant's arguments"),
        /** One argument is the other tenant's: its id in the key, in the filter, in the path; its ciphertext. */
        MIXED("one argument of the other tenant"),
        /** No tenant is bound. */
        UNBOUND("no tenant bound"),
        /** The tenant is bound on another thread than the one that works. */
        OTHER_THREAD("on a thread without the tenant"),
        /** The operation begins with no tenant bound; its result is read with one. */
        BOUND_LATE("tenant bound late"),
        /** The other tenant's id, in text, is replaced by a pattern that stands for it. */
        WILDCARD("a pattern for the other tenant's id"),
        /** The other tenant's id, in text, is written in another case. */
        OTHER_CASE("the other tenant's id in another case");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /**
         * In words.
         *
         * @return for reports
         */
        public String text() {
            return text;
        }
    }

    /** In words. */
    @Override
    public String toString() {
        return detail.isEmpty() ? kind.text() : kind.text() + ": " + detail;
    }
}
