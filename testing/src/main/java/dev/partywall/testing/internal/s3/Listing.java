package dev.partywall.testing.internal.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of keys (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html).
 *
 * @param items those whose keys are not rolled up
 * @param prefixes up to the delimiter, each once
 * @param next the last key or prefix of the page, if there are more behind it
 */
record Listing<T>(List<T> items, List<String> prefixes, Optional<String> next) {

    /**
     * What is asked for.
     *
     * @param prefix with which keys begin
     * @param delimiter up to where keys are rolled up; empty: they are not
     * @param after the key, or rolled-up prefix, behind which the page begins
     * @param most how many keys and prefixes it has at most
     */
    record Query(String prefix, String delimiter, String after, int most) {

        /** The rolled-up prefix of a key. */
        private Optional<String> rolledUp(String key) {
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            return end < 0 ? Optional.empty() : Optional.of(key.substring(0, end + delimiter.length()));
        }

        private String start() {
            return KeyOrder.UTF_8.compare(prefix, after) > 0 ? prefix : after;
        }
    }

    /** The page of a map. */
    static <T> Listing<T> of(NavigableMap<String, T> all, Query query) {
        List<T> items = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = query.after();
        for (Map.Entry<String, T> entry : all.tailMap(query.start(), true).entrySet()) {
            String key = entry.getKey();
            if (!key.startsWith(query.prefix())) {
                break;
            }
            Optional<String> group = query.rolledUp(key);
            String name = group.orElse(key);
            if (name.equals(last) || key.equals(query.after())) {
                continue;
            }
            if (items.size() + prefixes.size() == query.most()) {
                return new Listing<>(items, prefixes, Optional.of(last).filter(more -> query.most() > 0));
            }
            last = name;
            group.ifPresentOrElse(prefixes::add, () -> items.add(entry.getValue()));
        }
        return new Listing<>(items, prefixes, Optional.empty());
    }

    /** Writes the rolled-up prefixes. */
    void addPrefixes(XmlBody xml, Function<String, String> encoding) {
        prefixes.forEach(prefix -> xml.open("CommonPrefixes")
                .text("Prefix", encoding.apply(prefix))
                .close());
    }
}
