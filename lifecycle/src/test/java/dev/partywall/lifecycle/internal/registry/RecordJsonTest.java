package dev.partywall.lifecycle.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.RandomRecords;
import dev.partywall.lifecycle.Records;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import dev.partywall.lifecycle.internal.json.StrictJson;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordJsonTest {

    private static final String RETIRED = "00000000-0000-0001-0000-000000000002";

    /** Every field; each malformed form below is one change of it. */
    private static final String WHOLE = """
            {"format":1,"tenant":"acme","version":3,"status":"ACTIVE","tier":"SILO","rootKey":"arn:new",\
            "formerRootKey":"arn:old","retired":["00000000-0000-0001-0000-000000000002"],"siloKeys":["arn:new"],"role":"arn:role",\
            "attributes":{"region":"eu"},"departure":{"begunAt":"2026-01-02T03:04:05Z",\
            "shredAfter":"2026-02-02T03:04:05Z","exportDue":false,"export":"s3://exports/acme","certificate":"{}"},"operation":{"id":"00000000-0000-0003-0000-000000000004","kind":"MIGRATE",\
            "step":"copy","undoing":false,"parameters":{"to":"arn:new"},"begunAt":"2026-01-02T03:04:05Z"},\
            "changedAt":"2026-01-02T03:04:05.000000006Z"}""";

    private static final String BARE = """
            {"format":1,"tenant":"acme","version":1,"status":"ONBOARDING","tier":"POOL","retired":[],"siloKeys":[],\
            "attributes":{"tier":"gold"},"changedAt":"1970-01-01T00:00:00Z"}""";

    @Test
    void write_wholeRecord_isTheTextThatWasRead() {
        assertThat(RecordJson.write(RecordJson.read(WHOLE))).isEqualTo(WHOLE);
    }

    /** The form is stored in tables: this text must be read by every later release. */
    @Test
    void write_bareRecord_leavesOutWhatIsEmpty() {
        TenantRecord bare = Records.fresh(Records.ACME).storedAs(1, Instant.EPOCH);

        assertThat(RecordJson.write(bare)).isEqualTo(BARE);
        assertThat(RecordJson.read(BARE)).isEqualTo(bare);
    }

    @Test
    void write_recordsOfEveryShape_areAsciiAndComeBackExactly() {
        long seed = RandomRecords.seed("RecordJsonTest");
        RandomRecords records = new RandomRecords(new Random(seed));
        for (int i = 0; i < Integer.getInteger("partywall.cases", 3_000); i++) {
            TenantRecord record = records.record(TenantId.of("t" + i), 1 + i);

            String text = RecordJson.write(record);

            assertThat(text).as("seed %d, case %d", seed, i).isASCII();
            assertThat(RecordJson.read(text)).as("seed %d, case %d", seed, i).isEqualTo(record);
        }
    }

    @Test
    void write_longestRecord_isWritten() {
        TenantRecord bare = Records.fresh(Records.ACME).storedAs(1, Instant.EPOCH);
        int room = StrictJson.MAX_LENGTH
                - RecordJson.write(bare.withRole(Optional.of(""))).length();
        TenantRecord longest = bare.withRole(Optional.of("x".repeat(room)));

        assertThat(RecordJson.read(RecordJson.write(longest))).isEqualTo(longest);
        assertThatThrownBy(() -> RecordJson.write(bare.withRole(Optional.of("x".repeat(room + 1)))))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("acme")
                .hasMessageContaining("390001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // another format
                "`\"format\":1`|`\"format\":2`|format is not 1",
                "`\"format\":1,`|``|'format' is missing",
                "`\"format\":1`|`\"format\":\"1\"`|'format' is not a whole number",
                // what is not known
                "`\"version\":3`|`\"version\":3,\"frozen\":\"yes\"`|does not know",
                "`\"step\":\"copy\"`|`\"step\":\"copy\",\"retries\":\"2\"`|does not know",
                "`ACTIVE`|`FROZEN`|TenantStatus is not known",
                "`ACTIVE`|`active`|TenantStatus is not known",
                "`SILO`|`GOLD`|Tier is not known",
                "`MIGRATE`|`MELT`|Kind is not known",
                // what is missing
                "`\"tenant\":\"acme\",`|``|'tenant' is missing",
                "`\"version\":3,`|``|'version' is missing",
                "`\"status\":\"ACTIVE\",`|``|'status' is missing",
                "`\"tier\":\"SILO\",`|``|'tier' is missing",
                "`\"attributes\":{\"region\":\"eu\"},`|``|'attributes' is missing",
                "`,\"changedAt\":\"2026-01-02T03:04:05.000000006Z\"`|``|'changedAt' is missing",
                "`\"kind\":\"MIGRATE\",`|``|'kind' is missing",
                "`\"undoing\":false,`|``|'undoing' is missing",
                "`\"parameters\":{\"to\":\"arn:new\"},`|``|'parameters' is missing",
                // the wrong type
                "`\"version\":3`|`\"version\":3.0`|'version' is not a whole number",
                "`\"version\":3`|`\"version\":null`|'version' is not a whole number",
                "`\"version\":3`|`\"version\":0`|below 1",
                "`\"version\":3`|`\"version\":9223372036854775808`|too large",
                "`\"role\":\"arn:role\"`|`\"role\":null`|'role' is not a string",
                "`\"role\":\"arn:role\"`|`\"role\":[\"arn:role\"]`|'role' is not a string",
                "`\"role\":\"arn:role\"`|`\"role\":{}`|'role' is not a string",
                "`\"undoing\":false`|`\"undoing\":\"false\"`|'undoing' is not true or false",
                "`{\"region\":\"eu\"}`|`{\"region\":7}`|'attributes' is not a string",
                "`{\"region\":\"eu\"}`|`[]`|'attributes' is not an object",
                "`\"retired\":[`|`\"retired\":[7,`|'retired' is not a string",
                "`\"operation\":{`|`\"operation\":7,\"x\":{`|'operation' is not an object",
                // what cannot be
                "`\"acme\"`|`\"#feed\"`|not valid",
                "`\"region\":\"eu\"`|`\"aws:region\":\"eu\"`|not valid",
                "`\"region\":\"eu\"`|`\"region\":\"eu\",\"Region\":\"us\"`|not valid",
                "`2026-01-02T03:04:05Z`|`yesterday`|not an instant",
                "`0006Z`|`0006`|not an instant",
                "`00000000-0000-0003-0000-000000000004`|`0-0-3-0-4`|not a UUID",
                "`[\"00000000-0000-0001-0000-000000000002\"]`|`[\"\"]`|not a UUID",
                "`[\"`|`[\"00000000-0000-0001-0000-000000000002\",\"`|there twice",
                // no JSON, or not alone
                "`\"version\":3`|`\"version\":3,\"version\":3`|twice",
                "`\"region\":\"eu\"`|`\"region\":\"eu\",\"region\":\"eu\"`|twice",
                "`\"version\":3`|`'version':3`|not JSON",
                "`\"version\":3`|`\"version\":03`|not JSON",
                "`{\"format\"`|`{}{\"format\"`|something follows",
                "`{\"format\"`|`[{\"format\"`|not an object",
                "`{\"to\":\"arn:new\"}`|`{\"to\":{}}`|nested too deep",
            })
    void read_oneChange_isRefused(String part, String other, String problem) {
        assertThat(WHOLE).contains(part);

        assertThatThrownBy(() -> RecordJson.read(WHOLE.replace(part, other)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "7", "\"acme\"", "[]", "{", "{}", "{}x", "\u0000"})
    void read_otherText_isRefused(String text) {
        assertThatThrownBy(() -> RecordJson.read(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void read_textThatWasCutOff_isRefusedWhereverItWas() {
        for (int end = 0; end < WHOLE.length(); end++) {
            String part = WHOLE.substring(0, end);
            assertThatThrownBy(() -> RecordJson.read(part)).as(part).isInstanceOf(MalformedJsonException.class);
        }
    }

    @Test
    void read_retiredVersion_isKept() {
        assertThat(RecordJson.read(WHOLE).key().retired()).hasToString("[" + RETIRED + "]");
    }
}
