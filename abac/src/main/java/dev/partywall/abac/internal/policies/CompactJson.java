package dev.partywall.abac.internal.policies;

/** Takes the white space between the tokens of a JSON text away. */
public final class CompactJson {

    private CompactJson() {}

    /** The same document without white space. Texts in quotes stay as they are. */
    public static String of(String json) {
        StringBuilder compact = new StringBuilder(json.length());
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted && c == '\\') {
                compact.append(c).append(json.charAt(++i));
                continue;
            }
            quoted ^= c == '"';
            if (quoted || c > ' ') {
                compact.append(c);
            }
        }
        return compact.toString();
    }
}
