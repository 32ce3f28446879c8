package dev.partywall.testing.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it came through the front door: its HTTP parts, and which service and key the signature names.
 *
 * <p>The body may hold plaintext and the query a session token, so neither shows in {@link #toString()}.
 */
public final class LabRequest {

    /**
     * Signature Version 4; no part takes long to fail to match.
     * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
     */
    private static final Pattern CREDENTIAL =
            Pattern.compile("(?:^|[\\s,=])Credential=([^/,\\s=]++)/([0-9]++)/([^/,\\s]++)/([^/,\\s]++)/aws4_request");

    private static final Pattern QUERY_CREDENTIAL = Pattern.compile("([^/]+)/([0-9]+)/([^/]+)/([^/]+)/aws4_request");

    private final String method;
    private final String rawPath;
    private final String rawQuery;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Map<String, List<String>> query;
    private final Optional<Matcher> scope;

    /**
     * A request.
     *
     * @param method such as {@code POST}
     * @param uri the path and query as they were sent, still encoded
     * @param headers by lower-case name; several of one name joined by commas
     * @param body the body; not copied
     */
    public LabRequest(String method, String uri, Map<String, String> headers, byte[] body) {
        int question = uri.indexOf('?');
        this.method = method;
        this.rawPath = question < 0 ? uri : uri.substring(0, question);
        this.rawQuery = question < 0 ? "" : uri.substring(question + 1);
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.query = query(rawQuery);
        this.scope = scope();
    }

    private Optional<Matcher> scope() {
        Matcher header = CREDENTIAL.matcher(headers.getOrDefault("authorization", ""));
        if (header.find()) {
            return Optional.of(header);
        }
        Matcher query =
                QUERY_CREDENTIAL.matcher(queryParameter("X-Amz-Credential").orElse(""));
        return query.matches() ? Optional.of(query) : Optional.empty();
    }

    /** This request with another body: the payload of a chunked one. */
    public LabRequest withBody(byte[] payload) {
        return new LabRequest(method, rawQuery.isEmpty() ? rawPath : rawPath + "?" + rawQuery, headers, payload);
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }

    /** The path, still encoded. */
    public String rawPath() {
        return rawPath;
    }

    /** The query without its question mark, still encoded; empty if there is none. */
    public String rawQuery() {
        return rawQuery;
    }

    /** All parameters of the query, decoded, in order; a parameter without a value has an empty one. */
    public Map<String, List<String>> query() {
        return query;
    }

    private static Map<String, List<String>> query(String rawQuery) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            parameters
                    .computeIfAbsent(name, unseen -> new ArrayList<>())
                    .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        parameters.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(parameters);
    }

    /** The first value of a parameter of the query, decoded. */
    public Optional<String> queryParameter(String name) {
        return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** What stands before the dot of {@code X-Amz-Target}, such as {@code TrentService}; empty if there is none. */
    public String targetPrefix() {
        int dot = target().lastIndexOf('.');
        return dot < 0 ? "" : target().substring(0, dot);
    }

    /** What stands behind the dot of {@code X-Amz-Target}, such as {@code Decrypt}; empty if there is none. */
    public String targetOperation() {
        return target().substring(target().lastIndexOf('.') + 1);
    }

    private String target() {
        return headers.getOrDefault("x-amz-target", "");
    }

    /** All headers, by lower-case name. */
    public Map<String, String> headers() {
        return headers;
    }

    /** A header by lower-case name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** The access key id that the signature names, in the header or the query. */
    public Optional<String> accessKeyId() {
        return scope.map(found -> found.group(1));
    }

    /** The region that the signature is for. */
    public Optional<String> signingRegion() {
        return scope.map(found -> found.group(3));
    }

    /** The service that the signature is for, such as {@code s3}. */
    public Optional<String> signingService() {
        return scope.map(found -> found.group(4));
    }

    @Override
    public String toString() {
        return "LabRequest[" + method + " " + rawPath + " " + target() + ", " + body.length + " bytes]";
    }
}
