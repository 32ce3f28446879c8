package dev.partywall.lifecycle.reencryption;

import dev.partywall.keyring.RecordId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Records in memory, with an export of their ids that is made when the first source is asked for. */
final class FixedRecordStore implements RecordStore {

    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(byte[] message, String note) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final List<StoredRecord> export = new ArrayList<>();

    @Override
    public RecordSource source() {
        if (export.isEmpty()) {
            of(TENANT).forEach((id, entry) -> export.add(record(id, entry.message())));
        }
        return IteratorRecordSource.of(
                "memory:records",
                () -> export.stream()
                        .map(record -> find(record.key()).orElse(record))
                        .iterator(),
                this::find,
                this::replace);
    }

    @Override
    public RecordSource inParts() {
        return source();
    }

    private static StoredRecord record(String id, byte[] message) {
        String key = HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8));
        return StoredRecord.of(key, RecordId.of(id), message);
    }

    private Optional<StoredRecord> find(String key) {
        return of(TENANT).entrySet().stream()
                .map(entry -> record(entry.getKey(), entry.getValue().message()))
                .filter(record -> record.key().equals(key))
                .findFirst();
    }

    private boolean replace(StoredRecord read, byte[] message) {
        boolean[] replaced = {false};
        entries.computeIfPresent(TENANT + "|" + read.recordId().value(), (key, entry) -> {
            replaced[0] = Arrays.equals(entry.message(), read.message());
            return replaced[0] ? new Entry(message, entry.note()) : entry;
        });
        return replaced[0];
    }

    private Map<String, Entry> of(String tenant) {
        Map<String, Entry> found = new LinkedHashMap<>();
        entries.keySet().stream()
                .sorted()
                .filter(key -> key.startsWith(tenant + "|"))
                .forEach(key -> found.put(key.substring(tenant.length() + 1), entries.get(key)));
        return found;
    }

    @Override
    public void put(String tenant, String id, byte[] message) {
        entries.compute(tenant + "|" + id, (key, entry) -> new Entry(message, entry == null ? "" : entry.note()));
    }

    @Override
    public void annotate(String id, String note) {
        entries.computeIfPresent(TENANT + "|" + id, (key, entry) -> new Entry(entry.message(), note));
    }

    @Override
    public void remove(String id) {
        entries.remove(TENANT + "|" + id);
    }

    @Override
    public Map<String, byte[]> messages(String tenant) {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        of(tenant).forEach((id, entry) -> messages.put(id, entry.message()));
        return messages;
    }

    @Override
    public Optional<String> rest(String id) {
        return Optional.ofNullable(entries.get(TENANT + "|" + id)).map(Entry::note);
    }
}
