package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module's values: what they take, what they show, and when two are one. */
final class ValueTypesTest {

    private static final byte[] SECRET = "CANARY-VALUE-4a1b".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(
            classes = {
                RecordId.class,
                BranchKeyVersion.class,
                BranchKeyDescription.class,
                VersionDescription.class,
                Rotation.Rotated.class,
                Rotation.Superseded.class,
                BranchKeyCacheMetrics.class
            })
    void equals_ofEveryValue_keepsItsContract(Class<?> value) {
        EqualsVerifier.forClass(value).suppress(Warning.NULL_FIELDS).verify();
    }

    @Nested
    final class RecordIds {

        private static final String UNITS = "a\u00e9\u20ac\ud7ff\ud800\udbff\udc00\udfff\ue000\uffff";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1",
                    " ",
                    "\u0000",
                    "a\nb",
                    "../..",
                    "Grüße",
                    "東京",
                    "\uD83D\uDE80",
                    "\uFFFD",
                    "\uFEFFx",
                    "\uDBFF\uDFFF"
                })
        void of_anyWellFormedText_keepsItAsItIs(String text) {
            assertThat(RecordId.of(text).value()).isEqualTo(text);
            assertThat(RecordId.of(text)).hasToString(text);
        }

        @Test
        void of_empty_isRefused() {
            assertRefused("");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "é", "東", "\uD83D\uDE80"})
        void of_longestIdInBytes_isTakenAndOneByteMoreIsNot(String unit) {
            int bytes = unit.getBytes(StandardCharsets.UTF_8).length;
            int units = RecordId.MAX_BYTES / bytes;
            String longest = unit.repeat(units) + "x".repeat(RecordId.MAX_BYTES - units * bytes);

            assertThat(RecordId.of(longest).value()).isEqualTo(longest);
            assertRefused(longest + "x");
            assertRefused("x" + longest);
        }

        /** Java encodes each of these as {@code ?}: two ids would be one in the associated data. */
        @ParameterizedTest
        @ValueSource(
                strings = {"\uD800", "\uDFFF", "a\uD83Db", "\uDE80\uD83D", "\uD83D\uD83D\uDE80", "x\uDC00", "\uDBFFx"})
        void of_unpairedSurrogate_isRefusedAndNotShown(String text) {
            assertThatThrownBy(() -> RecordId.of("CANARY" + text))
                    .isInstanceOfSatisfying(InvalidKeySettingException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ENCRYPTION_CONTEXT);
                        assertThat(refused).hasMessageNotContaining("CANARY");
                    });
        }

        /** The JDK's encoder is the judge. */
        @Test
        void of_anyFourUnits_takesWhatUtf8CanWrite() {
            for (int i = 0; i < UNITS.length(); i++) {
                requireAsTheEncoderSays(UNITS.substring(i, i + 1), 3);
            }
        }

        private static void requireAsTheEncoderSays(String text, int more) {
            assertThat(isTaken(text))
                    .as("%s", text.chars().mapToObj(Integer::toHexString).toList())
                    .isEqualTo(StandardCharsets.UTF_8.newEncoder().canEncode(text));
            for (int i = 0; more > 0 && i < UNITS.length(); i++) {
                requireAsTheEncoderSays(text + UNITS.charAt(i), more - 1);
            }
        }

        private static boolean isTaken(String text) {
            try {
                return RecordId.of(text).value().equals(text);
            } catch (InvalidKeySettingException refused) {
                return false;
            }
        }

        @Test
        void equals_otherCaseOrNormalisation_isAnotherId() {
            assertThat(RecordId.of("A")).isNotEqualTo(RecordId.of("a"));
            assertThat(RecordId.of("\u00E9")).isNotEqualTo(RecordId.of("e\u0301"));
            assertThat(RecordId.of("a")).isNotEqualTo(RecordId.of("a "));
            assertThat(RecordId.of("K")).isNotEqualTo(RecordId.of("\u212A"));
        }

        private static void assertRefused(String text) {
            assertThatThrownBy(() -> RecordId.of(text))
                    .isInstanceOfSatisfying(
                            InvalidKeySettingException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ENCRYPTION_CONTEXT));
        }
    }

    @Nested
    final class Versions {

        @Test
        void of_uuid_isReadAndShownInItsUsualForm() {
            String text = "0f8fad5b-d9cb-469f-a165-70867728950e";

            assertThat(BranchKeyVersion.of(text)).isEqualTo(new BranchKeyVersion(UUID.fromString(text)));
            assertThat(BranchKeyVersion.of(text)).hasToString(text);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "ACTIVE",
                    "branch:version:0f8fad5b-d9cb-469f-a165-70867728950e",
                    "0f8fad5bd9cb469fa16570867728950e",
                    "{0f8fad5b-d9cb-469f-a165-70867728950e}",
                    "0f8fad5b-d9cb-469f-a165-70867728950g",
                    " 0f8fad5b-d9cb-469f-a165-70867728950e",
                    "0f8fad5b-d9cb-469f-a165-70867728950e-1"
                })
        void of_notAUuid_isRefusedByName(String text) {
            assertThatThrownBy(() -> BranchKeyVersion.of(text))
                    .isInstanceOfSatisfying(InvalidKeySettingException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_KEY_SETTING);
                        assertThat(refused).hasMessageContaining("version").hasNoCause();
                    });
        }

        /** Java's parser takes these and makes another version of them than the one written. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1-2-3-4-5",
                    "0f8fad5b-d9cb-469f-a165-1",
                    "110f8fad5b-d9cb-469f-a165-70867728950e",
                    "0f8fad5b-d9cb-469f-a165-1170867728950e",
                    "0f8fad5b-+9cb-469f-a165-70867728950e"
                })
        void of_uuidNotInItsUsualForm_isRefused(String text) {
            assertThatThrownBy(() -> BranchKeyVersion.of(text)).isInstanceOf(InvalidKeySettingException.class);
        }
    }

    @Nested
    final class Descriptions {

        private static final BranchKeyVersion VERSION = new BranchKeyVersion(new UUID(1, 2));

        @Test
        void versions_listGivenIsChangedLater_stayAsTheyWere() {
            List<VersionDescription> given = new ArrayList<>();
            given.add(new VersionDescription(VERSION, Instant.EPOCH));
            BranchKeyDescription description = new BranchKeyDescription(ACME, "arn", VERSION, given, Set.of("arn"), 3);

            given.clear();

            assertThat(description.versions()).hasSize(1);
        }

        @Test
        void versions_changedByTheReader_refuse() {
            BranchKeyDescription description = new BranchKeyDescription(
                    ACME, "arn", VERSION, List.of(new VersionDescription(VERSION, Instant.EPOCH)), Set.of("arn"), 3);

            assertThatThrownBy(() -> description.versions().clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Nested
    final class Batches {

        @Test
        void toString_ofItemsAndResults_showsIdAndOutcomeAndNoBytes() {
            RecordId record = RecordId.of("r-1");
            BatchItem item = BatchItem.of(record, SECRET);
            BatchResult succeeded = BatchResult.succeeded(record, SECRET);
            BatchResult failed =
                    BatchResult.failed(record, new DecryptionRefusedException(ErrorCode.MESSAGE_NOT_AUTHENTIC, ACME));

            assertThat(item.toString()).contains("r-1");
            assertThat(succeeded.toString()).contains("r-1");
            assertThat(failed.toString()).contains("r-1").contains("PW-234");
            for (String shown : List.of(item.toString(), succeeded.toString(), failed.toString())) {
                assertThat(shown)
                        .doesNotContain("CANARY")
                        .doesNotContainIgnoringCase(HexFormat.of().formatHex(SECRET))
                        .doesNotContain(Base64.getEncoder().encodeToString(SECRET))
                        .doesNotContain(Arrays.toString(SECRET))
                        .doesNotContain("[B@");
            }
        }

        @Test
        void bytes_ofAFailedResult_throwItsFailureAndNothingElse() {
            DecryptionRefusedException failure =
                    new DecryptionRefusedException(ErrorCode.MESSAGE_OF_OTHER_TENANT, ACME);
            BatchResult failed = BatchResult.failed(RecordId.of("r"), failure);

            assertThatThrownBy(failed::bytes).isSameAs(failure);
            assertThat(failed.failure()).containsSame(failure);
            assertThat(failed.recordId()).isEqualTo(RecordId.of("r"));
        }

        @Test
        void bytes_ofItemsAndSucceededResults_areTheCallersOwnArray() {
            BatchResult succeeded = BatchResult.succeeded(RecordId.of("r"), SECRET);

            assertThat(succeeded.bytes()).isSameAs(SECRET);
            assertThat(succeeded.failure()).isEmpty();
            assertThat(BatchItem.of(RecordId.of("r"), SECRET).bytes()).isSameAs(SECRET);
        }

        @Test
        void types_thatHoldRecords_areFinalAndNotSerializable() {
            for (Class<?> type : List.of(BatchItem.class, BatchResult.class)) {
                assertThat(Modifier.isFinal(type.getModifiers())).isTrue();
                assertThat(java.io.Serializable.class.isAssignableFrom(type)).isFalse();
            }
        }
    }

    @Test
    void permits_ofRotation_areItsTwoEnds() {
        assertThat(Rotation.class.isSealed()).isTrue();
        assertThat(Rotation.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(Rotation.Rotated.class, Rotation.Superseded.class);
    }

    @Test
    void getMessage_ofARefusal_isTheSameForEveryReason() {
        List<String> messages = Arrays.stream(ErrorCode.values())
                .map(code -> new DecryptionRefusedException(code, ACME).getMessage())
                .distinct()
                .toList();

        assertThat(messages).hasSize(1);
        assertThat(new DecryptionRefusedException(ErrorCode.MESSAGE_MALFORMED, ACME).getLocalizedMessage())
                .isEqualTo(messages.get(0));
    }
}
