package dev.partywall.testing.internal.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The few threads that serve all connections of a lab. */
public final class LabLoops implements AutoCloseable {

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final EventLoopGroup group;

    private LabLoops(EventLoopGroup group) {
        this.group = group;
    }

    /** Daemon threads named {@code aws-lab}: a forgotten lab does not keep the JVM alive. */
    public static LabLoops start() {
        return new LabLoops(new NioEventLoopGroup(THREADS, new DefaultThreadFactory("aws-lab", true)));
    }

    /** The event loops. */
    public EventLoopGroup group() {
        return group;
    }

    /** Ends the threads. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
