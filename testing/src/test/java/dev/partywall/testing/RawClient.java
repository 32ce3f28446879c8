package dev.partywall.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that has sent one request and now watches what becomes of its connection. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    static RawClient sending(URI endpoint, String target, String body) throws IOException {
        RawClient client = new RawClient(new Socket(endpoint.getHost(), endpoint.getPort()));
        String request = "POST / HTTP/1.1\r\nHost: lab\r\nX-Amz-Target: " + target + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        client.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** Whether nothing comes for a while. */
    boolean hearsNothing() throws IOException {
        socket.setSoTimeout(200);
        try {
            return socket.getInputStream().read() == Integer.MIN_VALUE;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** The next byte, or -1 for an orderly end. */
    int read() throws IOException {
        socket.setSoTimeout(10_000);
        return socket.getInputStream().read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
