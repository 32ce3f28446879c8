package dev.partywall.keyring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/** Hands out streams and knows whether any was closed. */
final class CloseWatcher {

    private boolean closed;

    InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public void close() {
                closed = true;
            }
        };
    }

    OutputStream out() {
        return new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed = true;
            }
        };
    }

    boolean closed() {
        return closed;
    }
}
