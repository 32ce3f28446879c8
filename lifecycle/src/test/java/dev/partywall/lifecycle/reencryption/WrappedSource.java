package dev.partywall.lifecycle.reencryption;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A source that does what another does, but for what a test overrides. */
class WrappedSource implements RecordSource {

    private final RecordSource source;

    WrappedSource(RecordSource source) {
        this.source = source;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public List<String> partitions() {
        return source.partitions();
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        return source.read(partition, after, limit);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return source.find(key);
    }

    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        return source.replace(read, message);
    }

    @Override
    public OptionalLong estimatedRecords() {
        return source.estimatedRecords();
    }
}
