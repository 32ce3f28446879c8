package dev.partywall.testing.internal.report;

/** Text for HTML. */
final class Html {

    private Html() {}

    /** A text as content or as the value of an attribute in double quotes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** An element with text in it. */
    static String element(String name, String cssClass, String text) {
        return "<" + name + " class=\"" + cssClass + "\">" + escape(text) + "</" + name + ">";
    }
}
