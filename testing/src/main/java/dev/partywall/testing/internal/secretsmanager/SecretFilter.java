package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.wire.Members;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Filters of lists (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html): all filters must
 * match, each by one of its values; a value that begins with {@code !} matches what it would not match without.
 */
final class SecretFilter {

    private static final int MAX_FILTERS = 10;
    private static final int MAX_VALUES = 10;

    private SecretFilter() {}

    /** The secrets that a request's filters let through. */
    static Predicate<Secret> in(Members request) {
        List<Members> filters = request.structures("Filters");
        if (filters.size() > MAX_FILTERS) {
            throw SecretErrors.invalidParameter("There can be at most " + MAX_FILTERS + " filters.");
        }
        return filters.stream().map(SecretFilter::filter).reduce(secret -> true, Predicate::and);
    }

    private static Predicate<Secret> filter(Members filter) {
        String key = filter.required("Key", 1, 64);
        List<String> values = filter.texts("Values");
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            throw SecretErrors.invalidParameter("A filter has from 1 to " + MAX_VALUES + " values.");
        }
        return values.stream().map(value -> value(key, value)).reduce(secret -> false, Predicate::or);
    }

    private static Predicate<Secret> value(String key, String value) {
        return value.startsWith("!") ? matching(key, value.substring(1)).negate() : matching(key, value);
    }

    private static Predicate<Secret> matching(String key, String value) {
        return switch (key) {
            case "name" -> secret -> secret.name().startsWith(value);
            case "tag-key" -> secret -> secret.tags().keySet().stream().anyMatch(tag -> tag.startsWith(value));
            case "tag-value" -> secret -> secret.tags().values().stream().anyMatch(tag -> tag.startsWith(value));
            case "description" ->
                secret -> lower(secret.description().orElse("")).startsWith(lower(value));
            case "all" -> secret -> hasAllWords(secret, value);
            // No secret of the lab is replicated, or managed by another service.
            case "primary-region", "owning-service" -> secret -> false;
            default -> throw SecretErrors.invalidParameter("There is no filter " + key + ".");
        };
    }

    private static boolean hasAllWords(Secret secret, String value) {
        List<String> texts = Stream.of(
                        Stream.of(secret.name(), secret.description().orElse("")),
                        secret.tags().keySet().stream(),
                        secret.tags().values().stream())
                .flatMap(part -> part)
                .map(SecretFilter::lower)
                .toList();
        return Stream.of(lower(value).split("[ _/+=.@-]+"))
                .allMatch(word -> texts.stream().anyMatch(text -> text.contains(word)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
