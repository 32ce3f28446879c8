package dev.partywall.keyring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A record as nobody would choose it: of a size at a border of frames or AES blocks, under pairs that are many, long, or
 * ordered otherwise in UTF-8 than in UTF-16. Its plaintext is not changed by anyone.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hand
record GeneratedRecord(RecordId recordId, Map<String, String> pairs, byte[] plaintext) {

    private static final int FRAME = 4096;
    private static final int MAX_FRAMES = 5;

    /** Neighbours in UTF-8 whose order in UTF-16 is the other way round. */
    private static final List<String> TEXTS = List.of(
            "a", "Z", "\u00E9", "\u6771\u4EAC", "\uFF5E", "\uD83D\uDE00", "a\u0000b", "\u0301", " ", "aws", "\uFFFD");

    static GeneratedRecord of(Random random) {
        byte[] plaintext = new byte[size(random)];
        random.nextBytes(plaintext);
        return new GeneratedRecord(
                RecordId.of(text(random) + random.nextInt() + text(random)), pairs(random), plaintext);
    }

    private static int size(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(40);
            case 1 -> random.nextInt(FRAME);
            case 2 -> random.nextInt(MAX_FRAMES * FRAME + 1);
            default -> Math.max(0, random.nextInt(MAX_FRAMES + 1) * FRAME + random.nextInt(35) - 17);
        };
    }

    private static Map<String, String> pairs(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Map.of();
            case 1 -> some(random, 1 + random.nextInt(4), 20);
            case 2 -> some(random, 50 + random.nextInt(150), 20);
            case 3 -> some(random, 2, 10_000);
            default -> Map.of("\uFF5E", text(random), "\uD83D\uDE00", text(random));
        };
    }

    private static Map<String, String> some(Random random, int count, int longest) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < count; i++) {
            pairs.put(text(random) + i, "v".repeat(1 + random.nextInt(longest)) + text(random));
        }
        return pairs;
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    @Override
    public String toString() {
        return recordId + ", " + plaintext.length + " bytes, " + pairs.size() + " pairs";
    }
}
