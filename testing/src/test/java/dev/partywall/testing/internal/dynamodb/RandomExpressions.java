package dev.partywall.testing.internal.dynamodb;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Makes up expressions and statements, and knows what is in them. */
final class RandomExpressions {

    private static final String[] NAMES = {"a", "bc", "Total", "Address", "x_1", "B", "and_more", "notes", "inside"};

    final Map<String, String> names = new HashMap<>();
    final Set<String> attributes = new TreeSet<>();
    private final Random random;
    private final boolean partiql;

    RandomExpressions(Random random, boolean partiql) {
        this.random = random;
        this.partiql = partiql;
    }

    /** A condition that does not touch the key. */
    String condition(int depth) {
        int kind = random.nextInt(depth > 0 ? 9 : 6);
        return switch (kind) {
            case 0 -> value() + space() + comparator() + space() + path();
            case 1 -> path() + " " + word("BETWEEN") + " " + value() + " " + word("AND") + " " + path();
            case 2 ->
                path() + " " + word("IN") + (partiql ? " [" : " (") + value() + "," + path() + (partiql ? "]" : ")");
            case 3 -> "begins_with(" + path() + space() + "," + value() + ")";
            case 4 -> "size(" + path() + ")" + comparator() + value();
            case 5 -> path() + space() + comparator() + space() + value();
            case 6 -> "(" + condition(depth - 1) + " " + word("OR") + " " + condition(depth - 1) + ")";
            case 7 -> word("NOT") + " (" + condition(depth - 1) + ")";
            default -> "(" + condition(depth - 1) + " " + word("AND") + " " + condition(depth - 1) + ")";
        };
    }

    /** A path to an attribute, and perhaps into it. */
    String path() {
        String name = NAMES[random.nextInt(NAMES.length)] + (random.nextInt(4) == 0 ? ".dotted" : "");
        attributes.add(name);
        StringBuilder path = new StringBuilder(written(name));
        while (random.nextInt(3) == 0) {
            path.append(
                    random.nextBoolean() ? "[" + random.nextInt(20) + "]" : "." + written("in" + random.nextInt(9)));
        }
        return path.toString();
    }

    private String written(String name) {
        boolean plain = name.indexOf('.') < 0 && random.nextBoolean();
        if (plain) {
            return name;
        } else if (partiql) {
            return '"' + name + '"';
        }
        String placeholder = "#n" + names.size();
        names.put(placeholder, name);
        return placeholder;
    }

    private String value() {
        if (!partiql) {
            return ":v" + random.nextInt(100);
        }
        return switch (random.nextInt(4)) {
            case 0 -> "'pk = ''x'' OR '";
            case 1 -> Integer.toString(random.nextInt(1000));
            case 2 -> "NULL";
            default -> "'" + "a\"b--".substring(random.nextInt(5)) + "'";
        };
    }

    private String comparator() {
        String[] all = {"=", "<>", "<", "<=", ">", ">="};
        return all[random.nextInt(all.length)];
    }

    String word(String keyword) {
        return random.nextBoolean() ? keyword : keyword.toLowerCase(Locale.ROOT);
    }

    private String space() {
        return random.nextBoolean() ? " " : random.nextBoolean() ? "\n\t" : "";
    }
}
