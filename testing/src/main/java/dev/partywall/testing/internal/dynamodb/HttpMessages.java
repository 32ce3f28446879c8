package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Requests and answers as they pass between the front door and DynamoDB Local. */
final class HttpMessages {

    /** What belongs to one connection and not to the request: each side sets its own. */
    private static final Set<String> PER_CONNECTION = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "date",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "server",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** DynamoDB Local wants some and looks no further: the caller's never leave the front door. */
    private static final String CREDENTIALS =
            "AWS4-HMAC-SHA256 Credential=AKIAPARTYWALLLAB/20260101/us-east-1/dynamodb/"
                    + "aws4_request, SignedHeaders=host, Signature=0";

    private HttpMessages() {}

    /** A request to DynamoDB Local: of the caller's headers only the target. */
    static FullHttpRequest request(LabRequest request) {
        FullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(request.body()));
        message.headers()
                .set("x-amz-target", request.targetPrefix() + "." + request.targetOperation())
                .set("content-type", "application/x-amz-json-1.0")
                .set("authorization", CREDENTIALS)
                .set("host", "dynamodb")
                .set("content-length", request.body().length);
        return message;
    }

    static LabResponse response(FullHttpResponse message) {
        Map<String, String> headers = new HashMap<>();
        message.headers().forEach(header -> {
            if (!PER_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), header.getValue());
            }
        });
        int status = message.status().code();
        byte[] body = ByteBufUtil.getBytes(message.content());
        return status < 400
                ? LabResponse.success(status, headers, body)
                : LabResponse.error(status, headers, body, errorCode(body));
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
}
