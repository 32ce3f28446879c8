package dev.partywall.testing.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a service answers. The body may hold plaintext, so it never shows in {@link #toString()}. */
public final class LabResponse {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable String errorCode;

    private LabResponse(int status, Map<String, String> headers, byte[] body, @Nullable String errorCode) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.errorCode = errorCode;
    }

    /** An answer that grants the request. */
    public static LabResponse success(int status, Map<String, String> headers, byte[] body) {
        return new LabResponse(status, headers, body, null);
    }

    /** An answer that refuses it. */
    public static LabResponse error(int status, Map<String, String> headers, byte[] body, String errorCode) {
        return new LabResponse(status, headers, body, errorCode);
    }

    /** This answer with one more header. */
    public LabResponse withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new LabResponse(status, more, body, errorCode);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The headers of the service. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** The service's name of the error, if it is one. */
    public Optional<String> errorCode() {
        return Optional.ofNullable(errorCode);
    }

    @Override
    public String toString() {
        return "LabResponse[" + status + ", " + body.length + " bytes, " + errorCode + "]";
    }
}
