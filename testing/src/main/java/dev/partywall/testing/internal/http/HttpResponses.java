package dev.partywall.testing.internal.http;

import dev.partywall.testing.internal.LabResponse;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.UUID;

/** Answers as HTTP messages. */
final class HttpResponses {

    private static final String REQUEST_ID = "x-amzn-RequestId";

    private HttpResponses() {}

    static FullHttpResponse of(LabResponse response, boolean keepAlive) {
        FullHttpResponse message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        response.headers().forEach((name, value) -> message.headers().set(name, value));
        if (!message.headers().contains(REQUEST_ID)) {
            message.headers().set(REQUEST_ID, UUID.randomUUID().toString());
        }
        message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        if (!keepAlive) {
            message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return message;
    }
}
