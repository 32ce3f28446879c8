package dev.partywall.testing.internal.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The partition key values that a request names.
 *
 * @param finding as {@code dynamodb:LeadingKeys} has them
 * @param recorded as the request spells them, for the record of calls
 */
record LeadingKeys(Finding finding, List<String> recorded) {

    /** The request has none: a Scan. */
    static final LeadingKeys NONE = new LeadingKeys(Finding.none(), List.of());

    /** The request is malformed, or about a table that does not exist. */
    static final LeadingKeys UNKNOWN = new LeadingKeys(Finding.unknown(), List.of());

    /** Numbers that can be spelled in one way only; of others nobody knows how IAM sees them. */
    private static final Pattern PLAIN_NUMBER =
            Pattern.compile("0|-?(?:[1-9][0-9]{0,37}|(?:0|[1-9][0-9]{0,17})\\.[0-9]{0,17}[1-9])");

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
    private static final String EMPTY = "One or more parameter values are not valid. The AttributeValue for a key"
            + " attribute cannot contain an empty string value.";

    LeadingKeys {
        recorded = List.copyOf(recorded);
    }

    /** The keys with these attribute values, such as <code>{"S": "acme"}</code>. */
    static LeadingKeys of(Collection<?> attributeValues) {
        LeadingKeys all = NONE;
        for (Object value : attributeValues) {
            all = all.and(of(value));
        }
        return attributeValues.isEmpty() ? UNKNOWN : all;
    }

    private static LeadingKeys of(@Nullable Object attributeValue) {
        if ("".equals(DynamoDbJson.object(attributeValue).get("S"))) {
            throw RequestRefusedException.validation(EMPTY);
        }
        Finding finding = plain(attributeValue).map(List::of).map(Finding::of).orElse(Finding.unknown());
        return new LeadingKeys(finding, spelled(attributeValue).stream().toList());
    }

    /** The keys of both. */
    LeadingKeys and(LeadingKeys other) {
        List<String> both = new ArrayList<>(recorded);
        both.addAll(other.recorded);
        return new LeadingKeys(finding.and(other.finding), both);
    }

    /** A string, or a number that is spelled plainly. How IAM sees binary keys is not documented. */
    private static Optional<String> plain(@Nullable Object attributeValue) {
        Map<?, ?> typed = DynamoDbJson.object(attributeValue);
        if (typed.size() != 1) {
            return Optional.empty();
        }
        return DynamoDbJson.text(typed.get("S"))
                .or(() -> DynamoDbJson.text(typed.get("N"))
                        .filter(number -> PLAIN_NUMBER.matcher(number).matches()));
    }

    private static Optional<String> spelled(@Nullable Object attributeValue) {
        Map<?, ?> typed = DynamoDbJson.object(attributeValue);
        return Stream.of("S", "N", "B")
                .flatMap(type -> Stream.ofNullable(typed.get(type)))
                .map(Object::toString)
                .findFirst();
    }
}
