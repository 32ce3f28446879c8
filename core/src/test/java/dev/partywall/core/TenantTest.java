package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantTest {

    private static final Tenant ACME = Tenant.of("acme");

    @Nested
    final class Of {

        @Test
        void of_id_hasNeitherAttributesNorActor() {
            assertThat(ACME.id()).isEqualTo(TenantId.of("acme"));
            assertThat(ACME.attributes()).isEmpty();
            assertThat(ACME.actor()).isEmpty();
            assertThat(ACME).isEqualTo(Tenant.of(TenantId.of("acme")));
        }

        @Test
        void of_badId_isRefused() {
            assertThatExceptionOfType(InvalidTenantException.class)
                    .isThrownBy(() -> Tenant.of("acme*"))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_TENANT_ID));
        }
    }

    @Nested
    final class WithAttribute {

        @Test
        void withAttribute_newName_leavesTheOldTenantAsItWas() {
            Tenant gold = ACME.withAttribute("tier", "gold");
            Tenant both = gold.withAttribute("region", "eu-central-1");

            assertThat(ACME.attributes()).isEmpty();
            assertThat(gold.attributes()).containsExactly(Map.entry("tier", "gold"));
            assertThat(both.attributes())
                    .containsExactly(Map.entry("region", "eu-central-1"), Map.entry("tier", "gold"));
        }

        @Test
        void withAttribute_sameName_replacesTheValue() {
            assertThat(ACME.withAttribute("tier", "gold")
                            .withAttribute("tier", "free")
                            .attributes())
                    .containsExactly(Map.entry("tier", "free"));
        }

        @Test
        void withAttribute_actorGiven_keepsTheActor() {
            assertThat(ACME.withActor("user-7").withAttribute("tier", "gold").actor())
                    .contains("user-7");
        }

        @Test
        void attributes_changed_isRefused() {
            Map<String, String> attributes = ACME.withAttribute("tier", "gold").attributes();

            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> attributes.put("tier", "free"));
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(attributes::clear);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Tier", "TIER", "tieR"})
        void withAttribute_nameThatDiffersByCase_isRefused(String name) {
            assertThat(refusal(ACME.withAttribute("tier", "gold"), name, "gold"))
                    .hasMessage("Tenant acme: attribute '" + name + "' differs only by case from the attribute 'tier';"
                            + " keep one of the two. [PW-102 INVALID_TENANT_ATTRIBUTE]");
        }

        @Test
        void withAttribute_nameThatDiffersByCaseFromAHostileOne_staysOnOneLine() {
            assertThat(refusal(ACME.withAttribute("a\u2028\u0391", "x"), "A\u2028\u0391", "x"))
                    .message()
                    .matches("[ -~]+");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 127, 128})
        void withAttribute_nameLengthWithinLimit_isAccepted(int length) {
            String name = "n".repeat(length);

            assertThat(ACME.withAttribute(name, "x").attributes()).containsOnlyKeys(name);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 129, 1000})
        void withAttribute_nameLengthOutsideLimit_isRefused(int length) {
            assertThat(refusal(ACME, "n".repeat(length), "x")).hasMessageContaining("has a name outside 1 to 128");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 255, 256})
        void withAttribute_valueLengthWithinLimit_isAccepted(int length) {
            String value = "v".repeat(length);

            assertThat(ACME.withAttribute("tier", value).attributes()).containsEntry("tier", value);
        }

        @ParameterizedTest
        @ValueSource(ints = {257, 1000})
        void withAttribute_valueLengthOutsideLimit_isRefused(int length) {
            assertThat(refusal(ACME, "tier", "v".repeat(length))).hasMessageContaining("has a value outside 0 to 256");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "tier",
                    "Tier 2",
                    "a_b",
                    "a.b",
                    "a:b",
                    "a/b",
                    "a=b",
                    "a+b",
                    "a-b",
                    "a@b",
                    "\u00e9t\u00e9",
                    "\u5c64",
                    "\u0663"
                })
        void withAttribute_charactersOfASessionTag_areAccepted(String text) {
            assertThat(ACME.withAttribute(text, text).attributes()).containsExactly(Map.entry(text, text));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a*b",
                    "a?b",
                    "${x}",
                    "a{b",
                    "a#b",
                    "a\nb",
                    "a\r",
                    "a\tb",
                    "a\0b",
                    "a,b",
                    "a;b",
                    "a&b",
                    "a<b",
                    "a\\b",
                    "\ud83d\ude00"
                })
        void withAttribute_otherCharacters_areRefusedInNameAndValue(String text) {
            assertThat(refusal(ACME, text, "x"))
                    .message()
                    .contains("has a name outside")
                    .matches("[ -~]+");
            assertThat(refusal(ACME, "tier", text))
                    .message()
                    .contains("has a value outside")
                    .matches("[ -~]+");
        }

        @Test
        void withAttribute_badValue_doesNotShowTheValue() {
            assertThat(refusal(ACME, "tier", "jane.doe#secret")).hasMessageNotContaining("jane");
        }

        @Test
        void withAttribute_upToTheLimit_isAcceptedAndOneMoreRefused() {
            Tenant full = ACME;
            for (int i = 0; i < 49; i++) {
                full = full.withAttribute("name" + i, "x");
            }

            assertThat(Tenant.MAX_ATTRIBUTES).isEqualTo(49);
            assertThat(full.attributes()).hasSize(49);
            assertThat(full.withAttribute("name7", "y").attributes())
                    .hasSize(49)
                    .containsEntry("name7", "y");
            assertThat(refusal(full, "name49", "x"))
                    .hasMessage(
                            "Tenant acme: attribute 'name49' is one more than the 49 that STS session tags leave room"
                                    + " for. [PW-102 INVALID_TENANT_ATTRIBUTE]");
        }

        private static InvalidTenantException refusal(Tenant tenant, String name, String value) {
            InvalidTenantException refusal =
                    catchThrowableOfType(InvalidTenantException.class, () -> tenant.withAttribute(name, value));
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_TENANT_ATTRIBUTE);
            assertThat(refusal.tenant()).contains(tenant.id());
            return refusal;
        }
    }

    @Nested
    final class WithActor {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "u7",
                    "user_7",
                    "a+b=c,d.e@f-g",
                    "0123456789012345678901234567890123456789012345678901234567890123"
                })
        void withActor_textOfASourceIdentity_isAccepted(String actor) {
            assertThat(ACME.withActor(actor).actor()).contains(actor);
            assertThat(ACME.actor()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "u",
                    "a b",
                    "a:b",
                    "a/b",
                    "a*b",
                    "${x}",
                    "us\u00e9r",
                    "user\n",
                    "us\r\ner",
                    "\u0430bc",
                    "01234567890123456789012345678901234567890123456789012345678901234"
                })
        void withActor_otherText_isRefusedWithoutShowingIt(String actor) {
            InvalidTenantException refusal =
                    catchThrowableOfType(InvalidTenantException.class, () -> ACME.withActor(actor));

            assertThat(refusal)
                    .hasMessage(
                            "Tenant acme: the actor is not 2 to 64 characters of A-Z a-z 0-9 _+=,.@-; pass an opaque"
                                    + " user id of that form. [PW-103 INVALID_ACTOR]");
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ACTOR);
            assertThat(refusal.tenant()).contains(TenantId.of("acme"));
        }

        @Test
        void withActor_attributesGiven_keepsThem() {
            assertThat(ACME.withAttribute("tier", "gold").withActor("user-7").attributes())
                    .containsExactly(Map.entry("tier", "gold"));
        }
    }

    @Nested
    final class Value {

        @Test
        void equals_sameIdAttributesAndActor_isTheSame() {
            EqualsVerifier.forClass(Tenant.class)
                    .withPrefabValues(TenantId.class, TenantId.of("acme"), TenantId.of("globex"))
                    .verify();
        }

        @Test
        void toString_always_showsTheIdAlone() {
            assertThat(ACME.withAttribute("email", "jane@example.com").withActor("jane.doe"))
                    .hasToString("Tenant[acme]");
        }
    }
}
