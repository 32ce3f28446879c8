package dev.partywall.lifecycle.internal.source;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Values of a sort key, as text and in DynamoDB's order: strings by their bytes of UTF-8, numbers by their value, binary by its
 * bytes without sign. The text is the type's letter and the value: a string as {@link KeyText}, a number as DynamoDB gives
 * it, bytes in base64.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">Data
 *     types of DynamoDB</a>
 */
final class SortKey {

    static final Comparator<AttributeValue> ORDER = SortKey::compare;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,130}(?:\\.[0-9]{1,130})?(?:E[+-]?[0-9]{1,3})?");

    private SortKey() {}

    /** Whether it is of a type that a key can have. */
    static boolean isKey(AttributeValue value) {
        return switch (value.type()) {
            case S -> !value.s().isEmpty() && KeyText.encode(value.s()).isPresent();
            case N -> NUMBER.matcher(value.n()).matches();
            case B -> value.b().asByteArrayUnsafe().length > 0;
            default -> false;
        };
    }

    /** The text of a key's value. */
    static String text(AttributeValue value) {
        return switch (value.type()) {
            case S -> "S" + KeyText.encode(value.s()).orElseThrow();
            case N -> "N" + value.n();
            case B ->
                "B"
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(value.b().asByteArrayUnsafe());
            default -> throw new IllegalArgumentException("no key has the type " + value.type());
        };
    }

    /** The value of a text; empty if no value has this text. */
    static Optional<AttributeValue> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String rest = text.substring(1);
        Optional<AttributeValue> value = switch (text.charAt(0)) {
            case 'S' -> KeyText.decode(rest).map(AttributeValue::fromS);
            case 'N' -> Optional.of(AttributeValue.fromN(rest));
            case 'B' -> bytes(rest).map(AttributeValue::fromB);
            default -> Optional.empty();
        };
        return value.filter(SortKey::isKey).filter(parsed -> text(parsed).equals(text));
    }

    private static Optional<SdkBytes> bytes(String base64) {
        try {
            return Optional.of(SdkBytes.fromByteArray(Base64.getUrlDecoder().decode(base64)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static int compare(AttributeValue left, AttributeValue right) {
        if (left.type() != right.type()) {
            return left.type().compareTo(right.type()); // never of one table
        }
        return switch (left.type()) {
            case S -> KeyText.BYTE_ORDER.compare(left.s(), right.s());
            case N -> new BigDecimal(left.n()).compareTo(new BigDecimal(right.n()));
            case B ->
                Arrays.compareUnsigned(left.b().asByteArrayUnsafe(), right.b().asByteArrayUnsafe());
            default -> throw new IllegalArgumentException("no key has the type " + left.type());
        };
    }

    /** The first string behind all that begin with a prefix; empty if there is none. */
    static Optional<AttributeValue> behind(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(AttributeValue.fromS(prefix.substring(0, end) + Character.toString(next)));
            }
        }
        return Optional.empty();
    }

    /** Whether two values are of one type. */
    static boolean sameType(AttributeValue left, AttributeValue right) {
        return Objects.equals(left.type(), right.type());
    }
}
