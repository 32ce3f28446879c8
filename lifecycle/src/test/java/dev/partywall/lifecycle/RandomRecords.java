package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Records of every shape, drawn from a seed. */
public final class RandomRecords {

    /** What session tags take, of every script and plane, the awkward ones among them. */
    private static final int[] LETTERS = {
        'a', 'Z', '0', '_', '.', ':', '/', '=', '+', '-', '@', ' ', 0xA0, 0xDF, 0x131, 0x2028, 0x2029, 0x3000, 0x4E2D,
        0x661, 0xE9, 0xFB01, 0x10400, 0x1D7D8, 0x20000
    };

    /** What is not a letter, for texts that are nobody's session tag: half pairs, quotes and controls among them. */
    private static final char[] ANYTHING = {'a', '"', '\\', 0, 0x1F, 0x7F, 0x80, 0xD800, 0xDC00, 0xFFFF, 0x2028, '\n'};

    private final Random random;

    /** Draws from this. */
    public RandomRecords(Random random) {
        this.random = random;
    }

    /** The seed of this run: {@code -Dpartywall.seed}, or a new one, which is printed. */
    public static long seed(String test) {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        System.out.println(test + ": -Dpartywall.seed=" + seed);
        return seed;
    }

    /** A record of a tenant. */
    public TenantRecord record(TenantId tenant, long version) {
        return new TenantRecord(
                tenant,
                version,
                constant(TenantStatus.values()),
                constant(Tier.values()),
                new TenantKeyState(maybe(text(20)), maybe(text(20)), retired(), siloKeys()),
                maybe(text(30)),
                attributes(),
                random.nextBoolean() ? Optional.of(departure()) : Optional.empty(),
                random.nextBoolean() ? Optional.of(operation()) : Optional.empty(),
                instant());
    }

    private Departure departure() {
        return new Departure(instant(), instant(), random.nextBoolean(), maybe(text(50)), maybe(text(500)));
    }

    private TenantOperation operation() {
        return new TenantOperation(
                new UUID(random.nextLong(), random.nextLong()),
                constant(TenantOperation.Kind.values()),
                text(10),
                random.nextBoolean(),
                parameters(),
                instant());
    }

    private Set<BranchKeyVersion> retired() {
        Set<BranchKeyVersion> versions = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            versions.add(new BranchKeyVersion(new UUID(random.nextLong(), random.nextLong())));
        }
        return versions;
    }

    private Set<String> siloKeys() {
        Set<String> keys = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            keys.add(text(20));
        }
        return keys;
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            attributes.put(i + letters(1 + random.nextInt(5)), letters(random.nextInt(257)));
        }
        return attributes;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parameters.put(text(8), text(50));
        }
        return parameters;
    }

    /** A text that a session tag may have as its value. */
    public String letters(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    private String text(int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(ANYTHING[random.nextInt(ANYTHING.length)]);
        }
        return text.toString();
    }

    private Instant instant() {
        return switch (random.nextInt(4)) {
            case 0 -> Instant.MIN;
            case 1 -> Instant.MAX;
            case 2 -> Instant.ofEpochSecond(random.nextInt());
            default -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        };
    }

    private Optional<String> maybe(String text) {
        return random.nextBoolean() ? Optional.of(text) : Optional.empty();
    }

    private <T> T constant(T[] all) {
        return all[random.nextInt(all.length)];
    }

    /** A tenant's id; few, so that they meet, and some differ by case alone. */
    public TenantId tenant(int many) {
        String id = "tenant-" + random.nextInt(many);
        return TenantId.of(random.nextBoolean() ? id : id.toUpperCase(Locale.ROOT));
    }
}
