package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.LabResponse;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Hands the answer that comes over a connection to the one who waits for it. */
final class ForwardingHandler extends SimpleChannelInboundHandler<FullHttpResponse> {

    private volatile CompletableFuture<LabResponse> expected = CompletableFuture.completedFuture(null);

    void expect(CompletableFuture<LabResponse> answer) {
        expected = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse message) {
        expected.complete(HttpMessages.response(message));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        expected.completeExceptionally(new IOException("DynamoDB Local closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        expected.completeExceptionally(cause);
        ChannelFuture unused = context.close();
    }
}
