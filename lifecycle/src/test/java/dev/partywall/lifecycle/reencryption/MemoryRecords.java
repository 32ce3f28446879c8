package dev.partywall.lifecycle.reencryption;

import dev.partywall.keyring.RecordId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Records in memory, which count what a job does to them, and can be made to fail. */
final class MemoryRecords implements RecordSource {

    /** What comes before and behind a call. */
    interface Hook {
        void at(String call, String key);
    }

    private final int parts;
    private final boolean conditional;
    private final NavigableMap<String, byte[]> messages = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> replacements = new ConcurrentHashMap<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile Hook before = (call, key) -> {};
    private volatile Hook behind = (call, key) -> {};

    private MemoryRecords(int parts, boolean conditional) {
        this.parts = parts;
        this.conditional = conditional;
    }

    static MemoryRecords inPartitions(int parts) {
        return new MemoryRecords(parts, true);
    }

    /** A source with the mistake that all of this is about: it replaces whatever is there. */
    static MemoryRecords withoutCondition(int parts) {
        return new MemoryRecords(parts, false);
    }

    void before(Hook hook) {
        before = hook;
    }

    void behind(Hook hook) {
        behind = hook;
    }

    /** As an application writes: whatever is there. */
    void put(String id, byte[] message) {
        messages.put(id, message);
    }

    void remove(String id) {
        messages.remove(id);
    }

    /** Replaces what is there, or does nothing. */
    void change(String id, UnaryOperator<byte[]> change) {
        messages.computeIfPresent(id, (same, message) -> change.apply(message.clone()));
    }

    Map<String, byte[]> messages() {
        return messages;
    }

    byte[] message(String id) {
        return find(id).orElseThrow().message();
    }

    /** How often each record was on a page. */
    Map<String, AtomicInteger> reads() {
        return reads;
    }

    /** How often each record was replaced. */
    Map<String, AtomicInteger> replacements() {
        return replacements;
    }

    /** How often a record was to be replaced. */
    int attempts() {
        return attempts.get();
    }

    @Override
    public String name() {
        return "memory:records";
    }

    @Override
    public List<String> partitions() {
        return IntStream.range(0, parts).mapToObj(part -> "p" + part).toList();
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        before.at("read", partition);
        int part = Integer.parseInt(partition.substring(1));
        List<StoredRecord> page = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry :
                messages.tailMap(after.orElse(""), false).entrySet()) {
            if (Math.floorMod(entry.getKey().hashCode(), parts) == part) {
                if (page.size() == limit) {
                    return new RecordPage(page, Optional.of(page.get(limit - 1).key()));
                }
                reads.computeIfAbsent(entry.getKey(), unused -> new AtomicInteger())
                        .incrementAndGet();
                page.add(record(entry.getKey(), entry.getValue()));
            }
        }
        return new RecordPage(page, Optional.empty());
    }

    private static StoredRecord record(String id, byte[] message) {
        return StoredRecord.of(id, RecordId.of(id), message);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        before.at("find", key);
        return Optional.ofNullable(messages.get(key)).map(message -> record(key, message));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // what was stored is this array and no other
    public boolean replace(StoredRecord read, byte[] message) {
        before.at("replace", read.key());
        attempts.incrementAndGet();
        boolean replaced = messages.computeIfPresent(
                        read.key(),
                        (key, stored) -> !conditional || Arrays.equals(stored, read.message()) ? message : stored)
                == message;
        if (replaced) {
            replacements
                    .computeIfAbsent(read.key(), unused -> new AtomicInteger())
                    .incrementAndGet();
        }
        behind.at("replace", read.key());
        return replaced;
    }

    @Override
    public OptionalLong estimatedRecords() {
        before.at("estimate", "");
        return OptionalLong.of(messages.size());
    }
}
