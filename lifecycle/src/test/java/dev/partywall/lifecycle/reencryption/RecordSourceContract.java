package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.RandomRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every source holds to, tested with the real store behind it. */
abstract class RecordSourceContract {

    /** Ids that are equal, or in another order, to whoever does not go by bytes; and those that are no one's quote or escape. */
    private static final List<String> AWKWARD = List.of(
            "a",
            "A",
            "b",
            "B",
            "ä",
            "a\u0308",
            "é",
            "É",
            "100%",
            "%41",
            "it's",
            "say \"so\"",
            "~",
            "x~y",
            "S",
            "back\\slash",
            "a b",
            "a/b",
            "a:b",
            "c#d",
            "ß",
            "ss",
            "\uFB01",
            "\uD83D\uDE00",
            "\uFFFD",
            "`tick`",
            "$1",
            "{}",
            "?",
            "--",
            "Z",
            "z",
            "0",
            "00");

    private static final int RACES = 12;
    private static final int RACERS = 4;

    private RecordStore store = noStore();

    /** An empty store. */
    abstract RecordStore create();

    /** Ids that the store can tell apart. */
    List<String> awkward() {
        return AWKWARD;
    }

    /** Tenants whose ids are like acme's. */
    List<String> others() {
        return List.of("acme2", "acm", "ACME", "Acme", "acme-", "acme_");
    }

    private static RecordStore noStore() {
        return new FixedRecordStore();
    }

    @BeforeEach
    final void begin() {
        store = create();
        for (String other : others()) {
            store.put(other, "theirs", message("theirs", 0));
        }
    }

    private Random random() {
        return new Random(RandomRecords.seed(getClass().getName()));
    }

    static byte[] message(String id, int version) {
        return (id + "\u0000" + version + "\u0000\u00FF").getBytes(StandardCharsets.UTF_8);
    }

    /** All records by their ids, in the order in which they came. */
    static List<StoredRecord> all(RecordSource source, int limit) {
        List<StoredRecord> records = new ArrayList<>();
        for (String partition : source.partitions()) {
            Optional<String> position = Optional.empty();
            do {
                RecordPage page = source.read(partition, position, limit);
                assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
                page.next().ifPresent(next -> assertThat(next).matches("[!-~]{1,4096}"));
                records.addAll(page.records());
                position = page.next();
            } while (position.isPresent());
        }
        return records;
    }

    private static List<String> ids(List<StoredRecord> records) {
        return records.stream().map(record -> record.recordId().value()).toList();
    }

    private List<String> fill(int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> "record-" + i).toList();
        ids.forEach(id -> store.put(id, message(id, 0)));
        return ids;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 34, 1000})
    void read_pagesOfAnySize_giveEachRecordOnceInOneOrder(int limit) {
        awkward().forEach(id -> store.put(id, message(id, 0)));

        List<StoredRecord> read = all(store.source(), Math.max(limit, smallestPage()));

        assertThat(ids(read)).containsExactlyInAnyOrderElementsOf(awkward());
        if (smallestPage() == 1) { // what a store takes for one another has no order
            assertThat(ids(read)).isEqualTo(ids(all(store.source(), 1000)));
        }
        assertThat(read).allSatisfy(record -> {
            assertThat(record.message()).isEqualTo(message(record.recordId().value(), 0));
            assertThat(record.key()).matches("[!-~]{1,4096}");
            StoredRecord found = store.source().find(record.key()).orElseThrow();
            assertThat(found.message()).isEqualTo(record.message());
            assertThat(found.recordId()).isEqualTo(record.recordId());
            assertThat(found.key()).isEqualTo(record.key());
            assertThat(found.revision()).isEqualTo(record.revision());
        });
    }

    /** Where a store takes several keys for one another, they must fit on a page. */
    int smallestPage() {
        return 1;
    }

    @Test
    void read_empty_isOnePageOfNothing() {
        assertThat(all(store.source(), 10)).isEmpty();
    }

    @Test
    void partitions_ofSeveral_holdEachRecordOnce() {
        awkward().forEach(id -> store.put(id, message(id, 0)));
        List<String> ids = fill(40);

        RecordSource parts = store.inParts();

        Set<String> expected = new HashSet<>(ids);
        expected.addAll(awkward());
        assertThat(ids(all(parts, 5))).hasSameSizeAs(expected).containsAll(expected);
        assertThat(parts.partitions())
                .doesNotHaveDuplicates()
                .isEqualTo(store.inParts().partitions())
                .allSatisfy(partition -> assertThat(partition).matches("[!-~]{1,200}"));
    }

    @Test
    void name_ofEachObject_isTheSame() {
        assertThat(store.source().name())
                .matches("[!-~]{1,200}")
                .isEqualTo(store.source().name());
        assertThat(store.source().partitions())
                .isNotEmpty()
                .isEqualTo(store.source().partitions());
    }

    /** What was there before the first page and was not removed is on exactly one page, whoever reads the next one. */
    @Test
    void read_whileOthersWrite_givesEachThatStaysOnce() {
        Random random = random();
        for (int round = 0; round < 4; round++) {
            store = create();
            Set<String> staying = new TreeSet<>(fill(30 + random.nextInt(30)));
            List<String> read = new ArrayList<>();
            RecordSource source = store.source();
            Optional<String> position = Optional.empty();
            int inserted = 0;
            do {
                RecordPage page = source.read(source.partitions().get(0), position, 1 + random.nextInt(9));
                read.addAll(ids(page.records()));
                position = page.next();
                for (int change = random.nextInt(4); change > 0; change--) {
                    inserted = change(random, staying, inserted);
                }
                source = random.nextBoolean() ? store.source() : source;
            } while (position.isPresent());

            assertThat(read).doesNotHaveDuplicates().containsAll(staying);
        }
    }

    private int change(Random random, Set<String> staying, int inserted) {
        List<String> ids = List.copyOf(staying);
        String any = ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(3)) {
            case 0 -> {
                store.remove(any);
                staying.remove(any);
            }
            case 1 -> store.put(any, message(any, random.nextInt(100)));
            default -> store.put("record-" + random.nextInt(60) + "-inserted-" + inserted, message("new", inserted));
        }
        return inserted + 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%zz", "%4", "%%", "\u00E9", "a b", ""})
    void places_thatTheSourceDidNotGive_areRefused(String place) {
        RecordSource source = store.source();
        String partition = source.partitions().get(0);

        assertUnusable(() -> source.read(partition, Optional.of(place), 1));
        assertUnusable(() -> source.read(partition + "x", Optional.empty(), 1));
    }

    static void assertUnusable(Runnable call) {
        assertFailure(call, ErrorCode.RECORD_SOURCE_UNUSABLE, false);
    }

    static void assertFailure(Runnable call, ErrorCode code, boolean retryable) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(RecordSourceException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.isRetryable()).isEqualTo(retryable);
        });
    }

    @Test
    void replace_recordAsItWasRead_changesItsMessageAndNothingElse() {
        awkward().forEach(id -> store.put(id, message(id, 0)));
        awkward().forEach(id -> store.annotate(id, "note of " + awkward().indexOf(id)));
        Map<String, Optional<String>> rests = awkward().stream().collect(Collectors.toMap(id -> id, store::rest));

        for (StoredRecord record : all(store.source(), 1000)) {
            assertThat(store.source().replace(record, message(record.recordId().value(), 1)))
                    .isTrue();
        }

        assertThat(store.messages(RecordStore.TENANT)).hasSameSizeAs(awkward());
        for (String id : awkward()) {
            assertThat(store.message(id)).as(id).contains(message(id, 1));
            assertThat(store.rest(id)).isEqualTo(rests.get(id)).isPresent();
        }
        for (String other : others()) {
            assertThat(store.messages(other)).hasSize(1);
            assertThat(store.messages(other).get("theirs")).isEqualTo(message("theirs", 0));
        }
    }

    @Test
    void replace_whatElseIsKeptChangedSince_leavesTheChange() {
        fill(1);
        store.annotate("record-0", "before");
        StoredRecord record = all(store.source(), 10).get(0);
        store.annotate("record-0", "after");
        Optional<String> rest = store.rest("record-0");

        assertThat(store.source().replace(record, message("record-0", 1))).isTrue();

        assertThat(store.rest("record-0")).isEqualTo(rest);
        assertThat(rest.orElseThrow()).contains("after");
    }

    @Test
    void replace_changedSince_isFalseAndWritesNothing() {
        fill(2);
        StoredRecord record = find("record-0");
        store.put("record-0", message("record-0", 1));

        assertThat(store.source().replace(record, message("record-0", 2))).isFalse();

        assertThat(store.message("record-0")).contains(message("record-0", 1));
        assertThat(store.source().replace(find("record-0"), message("record-0", 3)))
                .isTrue();
    }

    @Test
    void replace_removedSince_isFalseAndMakesNothing() {
        fill(2);
        StoredRecord record = find("record-0");
        store.remove("record-0");

        assertThat(store.source().replace(record, message("record-0", 2))).isFalse();

        assertThat(store.messages(RecordStore.TENANT)).containsOnlyKeys("record-1");
        assertThat(store.source().find(record.key())).isEmpty();
    }

    private StoredRecord find(String id) {
        return all(store.source(), 1000).stream()
                .filter(record -> record.recordId().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void replace_byManyAtOnce_succeedsForOne() throws Exception {
        Random random = random();
        List<String> ids = fill(3);
        ExecutorService racers = Executors.newFixedThreadPool(RACERS);
        try {
            for (int race = 0; race < RACES; race++) {
                String id = ids.get(random.nextInt(ids.size()));
                List<Future<Boolean>> results = race(racers, find(id), race);
                List<Integer> winners = new ArrayList<>();
                for (int racer = 0; racer < RACERS; racer++) {
                    if (results.get(racer).get(1, TimeUnit.MINUTES)) {
                        winners.add(racer);
                    }
                }
                assertThat(winners).as("race %d", race).hasSize(1);
                assertThat(store.message(id)).contains(message(id, version(race, winners.get(0))));
            }
        } finally {
            racers.shutdownNow();
        }
    }

    private List<Future<Boolean>> race(ExecutorService racers, StoredRecord record, int race)
            throws InterruptedException {
        RecordSource shared = store.source();
        CyclicBarrier start = new CyclicBarrier(RACERS);
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int racer = 0; racer < RACERS; racer++) {
            byte[] message = message(record.recordId().value(), version(race, racer));
            attempts.add(() -> {
                start.await(1, TimeUnit.MINUTES);
                return shared.replace(record, message);
            });
        }
        return racers.invokeAll(attempts);
    }

    private static int version(int race, int racer) {
        return 1 + race * RACERS + racer;
    }
}
