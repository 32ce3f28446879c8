package dev.partywall.testing.internal.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListingTest {

    private static final String[] PIECES = {"a", "b", "/", "//", "%", "ä", "\uE000", "\uD83D\uDE00", "\uFFFD"};

    private static NavigableMap<String, String> keys(Iterable<String> keys) {
        TreeMap<String, String> map = new TreeMap<>(KeyOrder.UTF_8);
        keys.forEach(key -> map.put(key, key));
        return map;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", emptyValue = "", textBlock = """
            ''  | ''  | ''   | 9 | a,a/1,a/2,b,c/1   | ''    | -
            ''  | /   | ''   | 9 | a,b               | a/,c/ | -
            a   | /   | ''   | 9 | a                 | a/    | -
            a/  | /   | ''   | 9 | a/1,a/2           | ''    | -
            ''  | /   | ''   | 2 | a                 | a/    | a/
            ''  | /   | a/   | 9 | b                 | c/    | -
            ''  | ''  | a/1  | 2 | a/2,b             | ''    | b
            ''  | ''  | ''   | 0 | ''                | ''    | -
            z   | ''  | ''   | 9 | ''                | ''    | -
            a/  | ''  | z    | 9 | ''                | ''    | -
            """)
    void of_someKeys_isThePage(
            String prefix, String delimiter, String after, int most, String items, String prefixes, String next) {
        Listing<String> page = Listing.of(
                keys(List.of("a", "a/1", "a/2", "b", "c/1")), new Listing.Query(prefix, delimiter, after, most));
        assertThat(String.join(",", page.items())).isEqualTo(items);
        assertThat(String.join(",", page.prefixes())).isEqualTo(prefixes);
        assertThat(page.next()).isEqualTo(Optional.ofNullable(next));
    }

    @RepeatedTest(20)
    void pages_putTogether_areTheWholeListing() {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        Random random = new Random(seed);
        TreeSet<String> drawn = new TreeSet<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            drawn.add(text(random, 1 + random.nextInt(5)));
        }
        String prefix = text(random, random.nextInt(2));
        String delimiter = random.nextBoolean() ? "/" : "";
        NavigableMap<String, String> keys = keys(drawn);
        Listing<String> whole = Listing.of(keys, new Listing.Query(prefix, delimiter, "", 1000));
        List<String> items = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Listing<String> page =
                    Listing.of(keys, new Listing.Query(prefix, delimiter, after.get(), 1 + random.nextInt(4)));
            items.addAll(page.items());
            prefixes.addAll(page.prefixes());
            after = page.next();
        }
        assertThat(items).as("seed %s", seed).isEqualTo(whole.items());
        assertThat(prefixes).as("seed %s", seed).isEqualTo(whole.prefixes());
        long covered = keys.keySet().stream()
                .filter(key -> items.contains(key) || prefixes.stream().anyMatch(key::startsWith))
                .count();
        assertThat(covered)
                .as("seed %s", seed)
                .isEqualTo(keys.keySet().stream()
                        .filter(key -> key.startsWith(prefix))
                        .count());
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @RepeatedTest(20)
    void order_isThatOfTheBytes() {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            String one = text(random, random.nextInt(4));
            String other = text(random, random.nextInt(4));
            int expected = Arrays.compareUnsigned(
                    one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
            assertThat(Integer.signum(KeyOrder.UTF_8.compare(one, other)))
                    .as("seed %s: %s, %s", seed, one, other)
                    .isEqualTo(Integer.signum(expected));
        }
    }

    @Test
    void prefixes_thatAreMany_areTakenOnce() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("t/" + i, "");
        }
        assertThat(Listing.of(keys(many.keySet()), new Listing.Query("", "/", "", 1)))
                .isEqualTo(new Listing<>(List.of(), List.of("t/"), Optional.empty()));
    }
}
