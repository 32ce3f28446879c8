package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Passes requests on to DynamoDB Local over kept connections, on the event loops of the front door: no thread waits for
 * an answer. (The JDK's client would do as well, but cannot be closed before Java 21.)
 */
final class Forwarder implements AutoCloseable {

    private static final int CONNECTIONS = 32;
    private static final int MAX_BODY = 64 * 1024 * 1024;

    private final FixedChannelPool pool;

    Forwarder(EventLoopGroup loops, InetSocketAddress address) {
        Bootstrap bootstrap =
                new Bootstrap().group(loops).channel(NioSocketChannel.class).remoteAddress(address);
        this.pool = new FixedChannelPool(bootstrap, new Setup(), CONNECTIONS, Integer.MAX_VALUE);
    }

    /** Sends a request; completes with DynamoDB Local's answer, or fails if the connection does. */
    CompletionStage<LabResponse> send(LabRequest request) {
        CompletableFuture<LabResponse> answer = new CompletableFuture<>();
        pool.acquire().addListener((Future<Channel> acquired) -> {
            if (acquired.isSuccess()) {
                exchange(acquired.getNow(), request, answer);
            } else {
                answer.completeExceptionally(acquired.cause());
            }
        });
        return answer;
    }

    private void exchange(Channel channel, LabRequest request, CompletableFuture<LabResponse> answer) {
        ForwardingHandler handler = channel.pipeline().get(ForwardingHandler.class);
        handler.expect(answer);
        CompletionStage<LabResponse> unused = answer.whenComplete((response, failure) -> release(channel));
        channel.writeAndFlush(HttpMessages.request(request)).addListener(written -> {
            if (!written.isSuccess()) {
                answer.completeExceptionally(written.cause());
            }
        });
    }

    private void release(Channel channel) {
        Future<Void> unused = pool.release(channel);
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Sets up a connection to DynamoDB Local. */
    private static final class Setup extends AbstractChannelPoolHandler {
        @Override
        public void channelCreated(Channel channel) {
            channel.pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(MAX_BODY))
                    .addLast(new ForwardingHandler());
        }
    }
}
