package dev.partywall.testing;

/** Policies that tests of several packages need. */
public final class Policies {

    public static final String ACCOUNT = "111122223333";
    public static final String ANYTHING = allow("*", "*");

    private Policies() {}

    /** Allows actions, separated by commas, on a resource. */
    public static String allow(String actions, String resource) {
        return document(
                "\"Effect\": \"Allow\", \"Action\": [" + quoted(actions) + "], \"Resource\": \"" + resource + "\"");
    }

    /** Allows actions on everything under a condition. */
    public static String allowIf(String actions, String condition) {
        return document("\"Effect\": \"Allow\", \"Action\": [" + quoted(actions)
                + "], \"Resource\": \"*\", \"Condition\": " + condition);
    }

    /** Trusts an AWS principal with actions of STS. */
    public static String trust(String principal, String actions) {
        return document("\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + principal + "\"}, \"Action\": ["
                + quoted(actions) + "]");
    }

    /** Trusts an AWS principal with actions of STS under a condition. */
    public static String trustIf(String principal, String actions, String condition) {
        return document("\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + principal + "\"}, \"Action\": ["
                + quoted(actions) + "], \"Condition\": " + condition);
    }

    /** A document of statements, each without its braces. */
    public static String document(String... statements) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [{" + String.join("}, {", statements) + "}]}";
    }

    private static String quoted(String actions) {
        return "\"" + String.join("\", \"", actions.split(",", -1)) + "\"";
    }
}
