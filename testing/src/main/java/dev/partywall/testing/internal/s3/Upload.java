package dev.partywall.testing.internal.s3;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A multipart upload that is not complete. Guarded by its bucket. */
final class Upload {

    private final String id;
    private final String key;
    private final Instant initiated;
    private final ObjectMetadata metadata;
    private final Map<String, String> tags;
    private final Optional<ChecksumAlgorithm> algorithm;
    private final String checksumType;
    private final TreeMap<Integer, Part> parts = new TreeMap<>();

    /**
     * An upload without parts.
     *
     * @param algorithm the checksum that the client wants for its parts
     * @param checksumType whether the object's is made from those of the parts
     */
    Upload(
            String id,
            String key,
            Instant initiated,
            ObjectMetadata metadata,
            Map<String, String> tags,
            Optional<ChecksumAlgorithm> algorithm,
            String checksumType) {
        this.id = id;
        this.key = key;
        this.initiated = initiated;
        this.metadata = metadata;
        this.tags = Map.copyOf(tags);
        this.algorithm = algorithm;
        this.checksumType = checksumType;
    }

    String id() {
        return id;
    }

    String key() {
        return key;
    }

    Instant initiated() {
        return initiated;
    }

    ObjectMetadata metadata() {
        return metadata;
    }

    Map<String, String> tags() {
        return tags;
    }

    Optional<ChecksumAlgorithm> algorithm() {
        return algorithm;
    }

    String checksumType() {
        return checksumType;
    }

    void put(Part part) {
        parts.put(part.number(), part);
    }

    /** The parts by number; a copy. */
    NavigableMap<Integer, Part> parts() {
        return new TreeMap<>(parts);
    }
}
