package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request to DynamoDB Local and its answer, with no server in between: of Jetty's request and response just what the
 * handler of DynamoDB Local uses. If it comes to use more, that call fails and names it.
 */
final class LocalExchange {

    /** DynamoDB Local wants some and looks no further: the caller's never leave the front door. */
    private static final String CREDENTIALS =
            "AWS4-HMAC-SHA256 Credential=AKIAPARTYWALLLAB/20260101/us-east-1/dynamodb/"
                    + "aws4_request, SignedHeaders=host, Signature=0";

    private final HttpFields asked;
    private final Content.Source content;
    private final HttpFields.Mutable answered = HttpFields.build();
    private int status = 200;
    private byte @Nullable [] body;

    /** A request: of the caller's headers only the target. */
    LocalExchange(LabRequest request) {
        this.asked = HttpFields.build()
                .put("X-Amz-Target", request.targetPrefix() + "." + request.targetOperation())
                .put("Authorization", CREDENTIALS);
        this.content = Content.Source.from(ByteBuffer.wrap(request.body()));
    }

    /** Has it answered, by the calling thread. */
    LabResponse through(Handler handler) throws Exception {
        Request request = view(Request.class, (method, arguments) -> ofRequest(method));
        Response response = view(Response.class, this::ofResponse);
        handler.handle(request, response, Callback.NOOP);
        return answer();
    }

    private @Nullable Object ofRequest(String method) {
        return switch (method) {
            case "getHeaders" -> asked;
            case "getMethod" -> "POST";
            case "read" -> content.read();
            default -> throw new UnsupportedOperationException("DynamoDB Local calls Request." + method);
        };
    }

    private @Nullable Object ofResponse(String method, Object[] arguments) {
        switch (method) {
            case "getHeaders" -> {
                return answered;
            }
            case "setStatus" -> status = (int) arguments[0];
            case "write" -> write((ByteBuffer) arguments[1], (Callback) arguments[2]);
            default -> throw new UnsupportedOperationException("DynamoDB Local calls Response." + method);
        }
        return null;
    }

    private void write(ByteBuffer bytes, Callback written) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        body = copy;
        written.succeeded();
    }

    private LabResponse answer() {
        byte[] bytes = body;
        if (bytes == null) {
            throw new IllegalStateException("DynamoDB Local did not answer");
        }
        Map<String, String> headers = new HashMap<>();
        answered.forEach(header -> headers.put(header.getName(), header.getValue()));
        return status < 400
                ? LabResponse.success(status, headers, bytes)
                : LabResponse.error(status, headers, bytes, errorCode(bytes));
    }

    /** What stands after the namespace, as in {@code com.amazonaws.dynamodb.v20120810#ResourceNotFoundException}. */
    private static String errorCode(byte[] body) {
        try {
            String type = String.valueOf(Json.parse(body).get("__type"));
            return type.substring(type.lastIndexOf('#') + 1);
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static <T> T view(Class<T> type, Answers answers) {
        Object view = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> ofObject(method)
                        ? "a " + type.getSimpleName() + " of the lab"
                        : answers.to(method.getName(), arguments == null ? new Object[0] : arguments));
        return type.cast(view);
    }

    private static boolean ofObject(Method method) {
        return method.getName().equals("toString");
    }

    /** What stands behind an interface of Jetty's. */
    private interface Answers {
        @Nullable
        Object to(String method, Object[] arguments);
    }
}
