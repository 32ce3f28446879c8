package dev.partywall.cli;

import dev.partywall.cli.output.Format;
import dev.partywall.cli.settings.Durations;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/** What arguments become. */
final class Arguments {

    private Arguments() {}

    static TenantId tenant(String text) {
        return checked(text, TenantId::of);
    }

    static BranchKeyVersion version(String text) {
        return checked(text, BranchKeyVersion::of);
    }

    private static <T> T checked(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (TenantIsolationException unfit) {
            throw new TypeConversionException(String.valueOf(unfit.getMessage()));
        }
    }

    /** By the short names, and by those that results have. */
    static Tier tier(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "pool" -> Tier.POOL;
            case "silo" -> Tier.SILO;
            case "byok", "bring_your_own_key" -> Tier.BRING_YOUR_OWN_KEY;
            default -> throw new TypeConversionException("a tier is pool, silo or byok, not '" + text + "'");
        };
    }

    /** Of an enum by the names of its constants, in small letters and with hyphens. */
    static <E extends Enum<E>> E named(Class<E> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("takes "
                        + Stream.of(type.getEnumConstants())
                                .map(Arguments::name)
                                .collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException unfit) {
            throw new TypeConversionException("takes " + Durations.FORM + ", not '" + text + "'");
        }
    }

    /** The format that is asked for, where the arguments as a whole could not be read. */
    static Format formatIn(String... arguments) {
        List<String> all = List.of(arguments);
        int option = all.indexOf("--format");
        boolean isJson = all.contains("--format=json")
                || (option >= 0
                        && option + 1 < all.size()
                        && all.get(option + 1).equalsIgnoreCase("json"));
        return isJson ? Format.JSON : Format.TABLE;
    }
}
