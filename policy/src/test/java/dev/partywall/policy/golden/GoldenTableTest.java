package dev.partywall.policy.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.partywall.policy.Decision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Decisions that the documentation of AWS settles: each case names the page. */
final class GoldenTableTest {

    private static final List<String> THEMES = List.of(
            "strings",
            "numbers-dates-booleans",
            "addresses-arns-binary",
            "missing-keys",
            "multivalued",
            "variables",
            "actions-resources",
            "principals",
            "single-account",
            "keys-and-trust",
            "cross-account",
            "unmodelled",
            "tenants");

    @TestFactory
    Stream<DynamicContainer> decide_asDocumented() {
        return THEMES.stream()
                .map(theme -> dynamicContainer(
                        theme,
                        GoldenTable.read(theme).stream()
                                .map(one -> dynamicTest(one.name(), () -> check(one.toCase(theme))))));
    }

    @Test
    void table_atLeastThreeHundredCases() {
        assertThat(all()).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    void table_namesAreUnique() {
        assertThat(all()).extracting(GoldenCase::name).doesNotHaveDuplicates();
    }

    @Test
    void table_everyCaseHasPageAndReason() {
        assertThat(all()).allSatisfy(one -> {
            assertThat(one.page()).matches("https://docs\\.aws\\.amazon\\.com/[\\w./-]+\\.html(#[\\w-]+)?");
            assertThat(one.why()).isNotBlank();
        });
    }

    private static List<GoldenCase> all() {
        return THEMES.stream()
                .flatMap(theme -> GoldenTable.read(theme).stream().map(fields -> fields.toCase(theme)))
                .toList();
    }

    private static void check(GoldenCase one) {
        Decision decision = one.scenario().decide();
        Outcome outcome = Outcome.of(decision);
        String because = one.why() + " (" + one.page() + "): " + decision.trace();
        assertThat(outcome.kind()).as(because).isEqualTo(one.expected());
        one.layer().ifPresent(layer -> assertThat(outcome.layer()).as(because).contains(layer));
        one.sid()
                .ifPresent(sid -> assertThat(((Decision.ExplicitlyDenied) decision)
                                .statement()
                                .sid())
                        .as(because)
                        .contains(sid));
        one.missing()
                .ifPresent(text -> assertThat(((Decision.Unmodelled) decision).missing())
                        .as(because)
                        .anySatisfy(missing -> assertThat(missing).containsIgnoringCase(text)));
    }
}
