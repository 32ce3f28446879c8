package dev.partywall.lifecycle;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** What the threads of a node noted, read while they write. All JVMs of one machine have one clock. */
final class FleetLog {

    static final int OPENED = 0;

    /** Opened, and not to what was sealed. */
    static final int WRONG = 999;

    private static final int LENGTH = Long.BYTES + 1 + Short.BYTES;

    private final Path folder;
    private final String node;
    private final long[] read = new long[FleetNode.THREADS];
    private final List<Attempt> attempts = new ArrayList<>();

    /**
     * An operation.
     *
     * @param began microseconds since 1970
     * @param tenant its number among {@link FleetNode#TENANTS}
     * @param code 0 if it opened the record, else the number of the error
     */
    record Attempt(long began, int tenant, int code) {

        boolean isOpen() {
            return code == OPENED;
        }

        boolean isOf(int number) {
            return tenant == number;
        }

        /** Strictly: what began in the same microsecond may have been before. */
        boolean beganAfter(long moment) {
            return began > moment;
        }
    }

    FleetLog(Path folder, String node) {
        this.folder = folder;
        this.node = node;
    }

    String node() {
        return node;
    }

    static Path file(Path folder, String node, int thread) {
        return folder.resolve(node + "-" + thread + ".log");
    }

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    static void write(DataOutputStream log, long began, int tenant, int code) throws IOException {
        log.writeLong(began);
        log.writeByte(tenant);
        log.writeShort(code);
    }

    /** All that is there by now. */
    List<Attempt> attempts() {
        for (int thread = 0; thread < read.length; thread++) {
            readOn(thread);
        }
        return attempts;
    }

    boolean has(Predicate<Attempt> wanted) {
        return attempts().stream().anyMatch(wanted);
    }

    OptionalLong last(Predicate<Attempt> wanted) {
        return attempts().stream().filter(wanted).mapToLong(Attempt::began).max();
    }

    private void readOn(int thread) {
        Path file = file(folder, node, thread);
        if (!Files.exists(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(read[thread]);
            byte[] more = in.readAllBytes();
            int whole = more.length / LENGTH;
            read[thread] += (long) whole * LENGTH;
            DataInputStream data = new DataInputStream(new ByteArrayInputStream(more));
            for (int i = 0; i < whole; i++) {
                attempts.add(new Attempt(data.readLong(), data.readUnsignedByte(), data.readUnsignedShort()));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
