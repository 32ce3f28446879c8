package dev.partywall.keyring.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Asks before each part that goes out: a long record may take longer than its tenant is served. */
final class ServedOutput extends FilterOutputStream {

    private final Runnable requireServed;

    ServedOutput(OutputStream out, Runnable requireServed) {
        super(out);
        this.requireServed = requireServed;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireServed.run();
        out.write(bytes, offset, length);
    }

    @Override
    public void write(int single) throws IOException {
        requireServed.run();
        out.write(single);
    }
}
