package dev.partywall.testing.internal.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;

/**
 * Stands where TLS would: the lab speaks plain HTTP on the loopback interface, and to load TLS with its certificates takes
 * a fifth of the time that the first client takes. An address with {@code https} is refused, never spoken to in the clear.
 */
final class NoTls implements ConnectionSocketFactory {

    @Override
    public Socket createSocket(HttpContext context) throws IOException {
        throw refusal();
    }

    @Override
    public Socket connectSocket(
            int timeout,
            Socket socket,
            HttpHost host,
            InetSocketAddress remote,
            InetSocketAddress local,
            HttpContext context)
            throws IOException {
        throw refusal();
    }

    private static IOException refusal() {
        return new IOException("The lab's own clients call the lab only, which speaks plain HTTP");
    }
}
