package dev.partywall.examples.records.report;

import dev.partywall.core.ErrorCode;
import java.util.Locale;

/**
 * Why something was refused, and by which layer.
 *
 * @param code a number of {@link ErrorCode}, or {@link #IAM}
 * @param meaning the code in words
 * @param layer which layer stopped it, and by what
 */
public record Refusal(String code, String meaning, String layer) {

    /** The code of what IAM denied. */
    public static final String IAM = "IAM";

    /** The code of a client without a scope. */
    public static final String UNSCOPED = codeOf(ErrorCode.CLIENT_NOT_SCOPED);

    /** The code of a call for no tenant. */
    public static final String NO_TENANT = codeOf(ErrorCode.NO_TENANT_BOUND);

    /**
     * By this library.
     *
     * @param code why
     * @return the refusal
     */
    public static Refusal of(ErrorCode code) {
        String meaning = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Refusal(codeOf(code), meaning, layer(code, meaning));
    }

    /**
     * By IAM.
     *
     * @param reason the statement or condition, in few words
     * @return the refusal
     */
    public static Refusal byIam(String reason) {
        return new Refusal(IAM, "AWS denied the call", "IAM (" + reason + ")");
    }

    /**
     * By STS, which keeps transitive tags as they are.
     *
     * @return the refusal
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining">Chaining
     *     roles with session tags</a>
     */
    public static Refusal byTransitiveTag() {
        return new Refusal("STS", "STS keeps a transitive tag", "STS (transitive tag)");
    }

    private static String codeOf(ErrorCode code) {
        return Integer.toString(code.number());
    }

    private static String layer(ErrorCode code, String meaning) {
        return switch (code) {
            case MESSAGE_OF_OTHER_TENANT -> "the keyring (tenant check)";
            case MESSAGE_NOT_AUTHENTIC, MESSAGE_MALFORMED -> "the message (authentication)";
            case BRANCH_KEY_VERSION_UNKNOWN -> "the key store (no such version of its key)";
            case CLIENT_NOT_SCOPED -> "the SDK scope (client without one)";
            case NO_TENANT_BOUND -> "the context (no tenant)";
            default -> meaning;
        };
    }
}
