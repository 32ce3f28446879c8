package dev.partywall.testing.internal.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** The HTTP endpoint of the lab, on a free port of the loopback interface. */
public final class FrontDoor implements AutoCloseable {

    /** An object of S3 in one part can have gigabytes: what ends it sooner is the heap. */
    private static final int MAX_BODY = 1024 * 1024 * 1024;

    /** Room for a session token. */
    private static final int MAX_HEADERS = 64 * 1024;

    /** A test may open thousands of connections at once. */
    private static final int BACKLOG = 4096;

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Channel listener;
    private final URI endpoint;

    private FrontDoor(EventLoopGroup loops, RequestPipeline pipeline) {
        this.listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connection(pipeline))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        this.endpoint =
                URI.create("http://" + NetUtil.toSocketAddressString((InetSocketAddress) listener.localAddress()));
    }

    /** Opens the door. The event loops stay the caller's. */
    public static FrontDoor open(EventLoopGroup loops, RequestPipeline pipeline) {
        return new FrontDoor(loops, pipeline);
    }

    /** Where it is. */
    public URI endpoint() {
        return endpoint;
    }

    /** Frees the port and closes all connections; requests without an answer do not get one. */
    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    /** Sets up one client's connection. */
    private final class Connection extends ChannelInitializer<SocketChannel> {

        private final RequestPipeline pipeline;

        Connection(RequestPipeline pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            connections.add(channel);
            channel.pipeline()
                    .addLast(new HttpServerCodec(8192, MAX_HEADERS, 8192))
                    .addLast(new HttpObjectAggregator(MAX_BODY))
                    .addLast(new ExchangeHandler(pipeline));
        }
    }
}
