package dev.partywall.testing.internal;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it came through the front door: which service and operation it names, who signed it, and its body.
 *
 * <p>The body may hold plaintext, so it never shows in {@link #toString()}.
 */
public final class LabRequest {

    /** Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/,\\s]+)/");

    private final String targetPrefix;
    private final String operation;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * A request.
     *
     * @param headers by lower-case name
     * @param body the body; not copied
     */
    public LabRequest(Map<String, String> headers, byte[] body) {
        this.headers = Map.copyOf(headers);
        this.body = body;
        String target = headers.getOrDefault("x-amz-target", "");
        int dot = target.lastIndexOf('.');
        this.targetPrefix = dot < 0 ? "" : target.substring(0, dot);
        this.operation = target.substring(dot + 1);
    }

    /** What stands before the dot of {@code X-Amz-Target}, such as {@code TrentService}. */
    public String targetPrefix() {
        return targetPrefix;
    }

    /** The operation, such as {@code Decrypt}. */
    public String operation() {
        return operation;
    }

    /** All headers, by lower-case name. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** The access key id that the signature names. */
    public Optional<String> accessKeyId() {
        Matcher credential = CREDENTIAL.matcher(headers.getOrDefault("authorization", ""));
        return credential.find() ? Optional.of(credential.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "LabRequest[" + targetPrefix + "." + operation + ", " + body.length + " bytes]";
    }
}
