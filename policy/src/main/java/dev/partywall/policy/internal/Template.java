package dev.partywall.policy.internal;

import static java.util.Objects.requireNonNull;

import dev.partywall.policy.ContextValue;
import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.internal.Variables.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy with its wildcards and variables, compiled once.
 *
 * <p>A variable whose key has no value and that has no default makes the text match nothing. What a variable stands for is
 * taken literally. AWS does not say what a multivalued key or a malformed variable stands for, nor whether a key whose value
 * is the empty text, such as a tag without a value, has none: the match is then unknown, as it is for a key that is not
 * modelled, unless the rest of the text rules a match out.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Variables and tags</a>
 */
final class Template {

    private final List<Part> parts;
    private final boolean foldsCase;
    private final String prefix;
    private final int @Nullable [] fixed;
    private final @Nullable String soleKey;
    private final boolean early;
    private final boolean bounded;

    private Template(List<Part> parts, boolean foldsCase, boolean early) {
        this.parts = List.copyOf(parts);
        this.foldsCase = foldsCase;
        this.early = early;
        this.fixed = fixed(parts);
        this.prefix = prefix(parts);
        this.soleKey = soleKey(parts);
        this.bounded = isBounded(parts.get(0));
    }

    /** Codes that are fixed, or a variable, or something unknown if neither. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Part(
            int @Nullable [] codes,
            Piece.@Nullable Variable variable,
            @Nullable String foldedKey) {}

    /** How a text is to be read. */
    record Reading(boolean variables, boolean wildcards, boolean foldsCase) {}

    /** The codes to match by; they are a mere upper bound if something is unknown. */
    @SuppressWarnings("ArrayRecordComponent")
    record Resolved(int[] codes, boolean unknown) {}

    static Template of(String text, Reading reading) {
        return new Template(parts(text, reading), reading.foldsCase(), false);
    }

    /** A resource. AWS does not say what a variable before the fifth colon of an ARN does. */
    static Template ofResource(String text, boolean variables) {
        List<Part> parts = parts(text, new Reading(variables, true, false));
        // The first five colons stand before the first variable, or the match is unknown anyhow.
        parts.set(0, bounded(parts.get(0)));
        return new Template(parts, false, variables && Variables.standEarly(text));
    }

    private static Part bounded(Part part) {
        return part.codes() == null ? part : new Part(ArnWildcards.bounded(part.codes()), null, null);
    }

    private static boolean isBounded(Part part) {
        return part.codes() != null && ArnWildcards.isBounded(part.codes());
    }

    private static List<Part> parts(String text, Reading reading) {
        List<Part> parts = new ArrayList<>();
        Codes codes = new Codes(text.length());
        for (Piece piece : reading.variables() ? Variables.pieces(text) : List.of((Piece) new Piece.Plain(text))) {
            if (piece instanceof Piece.Plain plain) {
                plain(fold(plain.text(), reading.foldsCase()), reading.wildcards(), codes);
            } else if (piece instanceof Piece.Escaped escaped) {
                codes.add(escaped.character());
            } else {
                parts.add(new Part(codes.toArray(), null, null));
                parts.add(unresolved(piece));
                codes = new Codes(text.length());
            }
        }
        parts.add(new Part(codes.toArray(), null, null));
        return parts;
    }

    private static void plain(String text, boolean wildcards, Codes codes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            codes.add(wildcards && c == '*' ? Glob.ANY : wildcards && c == '?' ? Glob.ONE : c);
        }
    }

    private static Part unresolved(Piece piece) {
        if (piece instanceof Piece.Variable variable) {
            return new Part(null, variable, variable.key().toLowerCase(Locale.ROOT));
        }
        return new Part(null, null, null);
    }

    private static int @Nullable [] fixed(List<Part> parts) {
        return parts.size() == 1 ? parts.get(0).codes() : null;
    }

    /** The key of the variable that is all there is: the usual case, and quick to compare. */
    private static @Nullable String soleKey(List<Part> parts) {
        boolean sole = parts.size() == 3 && isEmpty(parts.get(0)) && isEmpty(parts.get(2));
        return sole ? parts.get(1).foldedKey() : null;
    }

    private static boolean isEmpty(Part part) {
        return part.codes() != null && part.codes().length == 0;
    }

    private static String prefix(List<Part> parts) {
        StringBuilder prefix = new StringBuilder();
        int[] codes = parts.get(0).codes();
        for (int i = 0; codes != null && i < codes.length && codes[i] >= 0; i++) {
            prefix.append((char) codes[i]);
        }
        return prefix.toString();
    }

    private static String fold(String text, boolean fold) {
        return fold ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** Whether a text matches; if case is folded, the text must be in lower case. */
    Match match(String text, RequestContext context) {
        if (!text.startsWith(prefix)) {
            return Match.NO;
        }
        if (fixed != null) {
            return match(fixed, text);
        }
        if (soleKey != null
                && !foldsCase
                && context.find(soleKey) instanceof ContextValue.Single single
                && !single.value().isEmpty()) {
            return Logic.of(single.value().equals(text));
        }
        Resolved resolved = resolve(context);
        Match match = resolved == null ? Match.NO : match(resolved.codes(), text);
        return resolved != null && resolved.unknown() ? Logic.and(match, Match.UNKNOWN) : match;
    }

    /** Unknown if a wildcard has to reach over a colon without AWS saying that it does. */
    private Match match(int[] codes, String text) {
        if (Glob.matches(codes, text)) {
            return Match.YES;
        }
        return bounded && Glob.matches(ArnWildcards.unbounded(codes), text) ? Match.UNKNOWN : Match.NO;
    }

    /** The pattern with the values of its variables; null if one has no value. */
    @Nullable
    Resolved resolve(RequestContext context) {
        if (fixed != null) {
            return new Resolved(fixed, false);
        }
        Codes codes = new Codes(64);
        boolean unknown = early;
        for (Part part : parts) {
            if (part.codes() != null) {
                codes.addAll(part.codes());
                continue;
            }
            ContextValue value = value(part, context);
            if (isEmptyText(value)) {
                unknown = true;
                orDefault(part, codes);
                continue;
            }
            String text = value instanceof ContextValue.Single single ? single.value() : ifAbsent(part, value);
            if (text != null) {
                codes.addLiteral(fold(text, foldsCase));
            } else if (value instanceof ContextValue.Absent) {
                return null;
            } else {
                codes.add(Glob.ANY);
                unknown = true;
            }
        }
        return new Resolved(codes.toArray(), unknown);
    }

    private static boolean isEmptyText(ContextValue value) {
        return value instanceof ContextValue.Single single && single.value().isEmpty();
    }

    /** The empty text, or perhaps the default. */
    private static void orDefault(Part part, Codes codes) {
        if (part.variable() != null && part.variable().ifAbsent() != null) {
            codes.add(Glob.ANY);
        }
    }

    private static ContextValue value(Part part, RequestContext context) {
        return part.foldedKey() == null ? new ContextValue.Unmodelled() : context.find(part.foldedKey());
    }

    private static @Nullable String ifAbsent(Part part, ContextValue value) {
        return value instanceof ContextValue.Absent && part.variable() != null
                ? part.variable().ifAbsent()
                : null;
    }

    /** Why the match of a text, which is unknown, is so, in words. */
    List<String> unknowns(String text, RequestContext context) {
        List<String> all = new ArrayList<>();
        if (early) {
            all.add("a variable stands before the fifth colon");
        }
        if (bounded && !isWithin(text, context)) {
            all.add("a wildcard before the fifth colon would have to reach over a colon");
        }
        for (Part part : parts) {
            if (part.codes() == null) {
                unknown(part, value(part, context), all);
            }
        }
        return all;
    }

    private boolean isWithin(String text, RequestContext context) {
        return Glob.matches(requireNonNull(resolve(context)).codes(), text);
    }

    private static void unknown(Part part, ContextValue value, List<String> all) {
        if (part.variable() == null) {
            all.add("a variable is malformed");
        } else if (value instanceof ContextValue.Unmodelled) {
            all.add("the variable ${" + part.variable().key() + "} is not modelled");
        } else if (isEmptyText(value)) {
            all.add("the variable ${" + part.variable().key() + "} has an empty value");
        } else if (value instanceof ContextValue.Multiple) {
            all.add("the variable ${" + part.variable().key() + "} has several values");
        }
    }
}
