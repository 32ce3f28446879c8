package dev.partywall.lifecycle.internal.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys behind one and up to another, as listings begin behind a key.
 *
 * @param after the key that it begins behind
 * @param last the last that can be in it; empty for no bound
 */
record S3Partition(String after, String last) {

    /** All of them by their ids. */
    static Map<String, S3Partition> of(S3SourceSettings settings) {
        Map<String, S3Partition> partitions = new LinkedHashMap<>();
        List<String> boundaries = settings.boundaries();
        for (int i = 0; i <= boundaries.size(); i++) {
            String after = i == 0 ? "" : boundaries.get(i - 1);
            String last = i == boundaries.size() ? "" : boundaries.get(i);
            partitions.put(
                    SourceName.of(List.of("keys", after, last)),
                    new S3Partition(
                            after.isEmpty() ? "" : settings.prefix() + after,
                            last.isEmpty() ? "" : settings.prefix() + last));
        }
        return partitions;
    }

    boolean endsBefore(String key) {
        return !last.isEmpty() && KeyText.BYTE_ORDER.compare(last, key) < 0;
    }

    boolean canGoOnAfter(String key) {
        return KeyText.BYTE_ORDER.compare(after, key) <= 0 && !endsBefore(key);
    }
}
