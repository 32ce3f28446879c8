package dev.partywall.testing.internal.http;

import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.Reply;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns HTTP messages into exchanges and their replies into HTTP messages or broken connections.
 *
 * <p>One exchange at a time: AWS clients do not pipeline.
 */
final class ExchangeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final RequestPipeline pipeline;
    private @Nullable Exchange current;

    ExchangeHandler(RequestPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        Channel channel = context.channel();
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        Exchange exchange = pipeline.begin(parse(message), channel.eventLoop());
        current = exchange;
        exchange.recorded().thenAccept(reply -> send(channel, reply, keepAlive));
    }

    private static LabRequest parse(FullHttpRequest message) {
        return new LabRequest(
                message.method().name(),
                message.uri(),
                headers(message.headers()),
                ByteBufUtil.getBytes(message.content()));
    }

    private static Map<String, String> headers(HttpHeaders headers) {
        Map<String, String> byName = new HashMap<>();
        headers.forEach(header ->
                byName.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + "," + b));
        return byName;
    }

    private static void send(Channel channel, Reply reply, boolean keepAlive) {
        if (reply instanceof Reply.Answer answer) {
            write(channel, answer.response(), keepAlive);
        } else if (reply instanceof Reply.InjectedAnswer answer) {
            write(channel, answer.response(), keepAlive);
        } else if (reply instanceof Reply.Denial denial) {
            write(channel, denial.response(), keepAlive);
        } else if (reply instanceof Reply.Unjudged unjudged) {
            write(channel, unjudged.response(), keepAlive);
        } else if (reply instanceof Reply.Disconnect disconnect) {
            disconnect(channel, disconnect.reset());
        }
    }

    private static void write(Channel channel, LabResponse response, boolean keepAlive) {
        ChannelFuture written = channel.writeAndFlush(HttpResponses.of(response, keepAlive));
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void disconnect(Channel channel, boolean reset) {
        if (reset) {
            // Closing with a linger time of zero makes the kernel send RST in place of FIN.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelFuture unused = channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (current != null) {
            current.end(new Reply.Abandoned());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The client broke the connection or does not speak HTTP: there is nobody to answer.
        ChannelFuture unused = context.close();
    }
}
