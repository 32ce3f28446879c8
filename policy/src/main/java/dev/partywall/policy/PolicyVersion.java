package dev.partywall.policy;

/**
 * The version of the policy language.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html">Version</a>
 */
public enum PolicyVersion {
    /** The old language, in force where a document names no version: it has no variables, {@code ${…}} is text. */
    V2008_10_17("2008-10-17"),
    /** The current language. */
    V2012_10_17("2012-10-17");

    private final String text;

    PolicyVersion(String text) {
        this.text = text;
    }

    /**
     * As written in a document.
     *
     * @return the date
     */
    public String text() {
        return text;
    }
}
