package dev.partywall.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that has sent one request, signed by the lab's root user, and now watches what becomes of its connection. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    static RawClient sending(AwsLab lab, String target, String body) throws IOException {
        RawClient client = new RawClient(
                new Socket(lab.endpoint().getHost(), lab.endpoint().getPort()));
        StringBuilder request = new StringBuilder("POST / HTTP/1.1\r\n");
        SignedHeaders.ofPost(lab, "kms", target, body)
                .forEach((name, value) ->
                        request.append(name).append(": ").append(value).append("\r\n"));
        request.append("Content-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body);
        client.socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
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
