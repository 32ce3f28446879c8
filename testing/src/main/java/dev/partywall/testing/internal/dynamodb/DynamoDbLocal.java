package dev.partywall.testing.internal.dynamodb;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * DynamoDB Local, in memory, one database for all credentials and regions.
 *
 * <p>Its own launcher listens on all interfaces and sets up telemetry; its handlers, put into a Jetty server of ours, do
 * neither: telemetry is sent only by the launchers.
 */
final class DynamoDbLocal implements AutoCloseable {

    /** DynamoDB Local touches its database on one thread anyway. */
    private static final int MAX_THREADS = 32;

    private static final int MIN_THREADS = 4;
    private static final int IDLE_MILLIS = 60_000;

    private final LocalDynamoDBServerHandler handler;
    private final Server server;
    private final ThreadGroup group;

    private DynamoDbLocal(LocalDynamoDBServerHandler handler, Server server, ThreadGroup group) {
        this.handler = handler;
        this.server = server;
        this.group = group;
    }

    /** Starts it on a free port of the loopback interface. */
    static DynamoDbLocal start() {
        try {
            boolean inMemory = true;
            boolean sharedDb = true;
            boolean delayTransientStatuses = false;
            LocalDynamoDBServerHandler handler = new LocalDynamoDBServerHandler(
                    new LocalDynamoDBRequestHandler(0, inMemory, null, sharedDb, delayTransientStatuses), null);
            ThreadGroup group = new ThreadGroup("aws-lab-dynamodb");
            return new DynamoDbLocal(handler, serve(handler, group), group);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not start: " + e.getMessage(), e);
        }
    }

    private static Server serve(LocalDynamoDBServerHandler handler, ThreadGroup group) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, IDLE_MILLIS, null, group);
        threads.setName("aws-lab-dynamodb");
        threads.setDaemon(true);
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setIdleTimeout(0); // the front door keeps its connections
        server.addConnector(connector);
        server.setHandler(new ContextHandler(handler));
        server.start();
        return server;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Stops it. Its background jobs sleep on threads that are no daemons, up to a day, and its own shutdown does not wake
     * them; they were born into the thread group of the server's threads, which is how to find them.
     */
    @Override
    public void close() {
        try {
            server.stop();
            handler.close();
            group.interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not stop: " + e.getMessage(), e);
        }
    }
}
