package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack;
import dev.partywall.testing.Attack.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An attack, and what it makes of an own and a foreign fixture.
 *
 * @param attack the attack
 * @param mix what the operation is given; nothing where the attack has no hold on the fixture
 */
record AttackForm<F>(Attack attack, Mix<F> mix) {

    /** Makes the fixture of an attack. */
    @FunctionalInterface
    interface Mix<F> {
        Optional<F> of(F own, F foreign, TenantId victim);
    }

    /** All forms for fixtures like these. */
    static <F> List<AttackForm<F>> all(F own, F foreign) {
        List<AttackForm<F>> forms = new ArrayList<>();
        forms.add(foreign(Kind.FOREIGN));
        for (String part : FixtureParts.mixed(own, foreign).keySet()) {
            forms.add(new AttackForm<>(
                    new Attack(Kind.MIXED, part),
                    (mine, theirs, victim) ->
                            Optional.ofNullable(FixtureParts.mixed(mine, theirs).get(part))));
        }
        forms.add(foreign(Kind.UNBOUND));
        forms.add(foreign(Kind.OTHER_THREAD));
        forms.add(foreign(Kind.BOUND_LATE));
        forms.add(rewriting(Kind.WILDCARD, "*", id -> "*"));
        forms.add(rewriting(Kind.WILDCARD, "id*", id -> id + "*"));
        forms.add(rewriting(Kind.WILDCARD, "i?", id -> id.substring(0, id.length() - 1) + "?"));
        forms.add(rewriting(Kind.WILDCARD, "%", id -> "%"));
        forms.add(rewriting(Kind.WILDCARD, "nothing", id -> ""));
        forms.add(rewriting(Kind.OTHER_CASE, "", AttackForm::otherCase));
        return forms;
    }

    private static <F> AttackForm<F> foreign(Kind kind) {
        return new AttackForm<>(new Attack(kind, ""), (own, foreign, victim) -> Optional.of(foreign));
    }

    private static <F> AttackForm<F> rewriting(Kind kind, String detail, UnaryOperator<String> rewriting) {
        return new AttackForm<>(
                new Attack(kind, detail), (own, foreign, victim) -> FixtureParts.rewritten(foreign, victim, rewriting));
    }

    /** Every letter in the other case. */
    static String otherCase(String id) {
        StringBuilder other = new StringBuilder();
        id.codePoints()
                .map(letter ->
                        Character.isUpperCase(letter) ? Character.toLowerCase(letter) : Character.toUpperCase(letter))
                .forEach(other::appendCodePoint);
        return other.toString();
    }
}
