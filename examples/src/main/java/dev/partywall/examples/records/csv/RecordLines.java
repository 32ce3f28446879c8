package dev.partywall.examples.records.csv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Remembers on which line each record was seen, in some 50 bytes a record however long the ids are: a hash table, open
 * addressing, keyed with the first 128 bits of SHA-256, of which no two ids in practice have the same.
 */
final class RecordLines {

    private static final int INITIAL_SLOTS = 1 << 12;

    private final MessageDigest digest = sha256();
    private long[] high = new long[INITIAL_SLOTS];
    private long[] low = new long[INITIAL_SLOTS];
    /** 0 marks a free slot: lines count from 1. */
    private long[] lines = new long[INITIAL_SLOTS];

    private int size;

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Notes a record, and returns 0; or the line where it was seen before. */
    long note(CsvRow row, long line) {
        digest.update(row.tenant().value().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0); // no tenant id holds it, so no two pairs run together alike
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(row.id().value().getBytes(StandardCharsets.UTF_8)));
        long before = put(hash.getLong(), hash.getLong(), line);
        if (before == 0 && ++size > lines.length / 2) {
            grow();
        }
        return before;
    }

    private long put(long keyHigh, long keyLow, long line) {
        int slot = (int) keyLow & (lines.length - 1);
        while (lines[slot] != 0) {
            if (high[slot] == keyHigh && low[slot] == keyLow) {
                return lines[slot];
            }
            slot = (slot + 1) & (lines.length - 1);
        }
        high[slot] = keyHigh;
        low[slot] = keyLow;
        lines[slot] = line;
        return 0;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldLines = lines;
        int slots = Math.multiplyExact(lines.length, 2);
        high = new long[slots];
        low = new long[slots];
        lines = new long[slots];
        for (int i = 0; i < oldLines.length; i++) {
            if (oldLines[i] != 0) {
                put(oldHigh[i], oldLow[i], oldLines[i]);
            }
        }
    }
}
