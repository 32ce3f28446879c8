package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {

    /** Runbooks and alarms hold these. A new code gets a line of its own; no line ever changes or goes. */
    private static final String PINNED = """
            101 INVALID_TENANT_ID
            102 INVALID_TENANT_ATTRIBUTE
            103 INVALID_ACTOR
            110 NO_TENANT_BOUND
            111 TENANT_MISMATCH
            120 TENANT_UNKNOWN
            121 TENANT_ONBOARDING
            122 TENANT_SUSPENDED
            123 TENANT_OFFBOARDED
            124 TENANT_STATE_STALE
            201 INVALID_KEY_SETTING
            202 INVALID_ENCRYPTION_CONTEXT
            203 TOO_LARGE
            210 BRANCH_KEY_MISSING
            211 KEY_ACCESS_DENIED
            212 ROOT_KEY_UNUSABLE
            213 KEY_SERVICE_THROTTLED
            214 KEY_SERVICE_UNAVAILABLE
            215 KEY_STORE_TAMPERED
            216 KEY_STORE_MISSING
            217 KEYRING_CLOSED
            218 BRANCH_KEY_INCONSISTENT
            219 KEY_STORE_UNUSABLE
            230 MESSAGE_MALFORMED
            231 MESSAGE_OF_OTHER_TENANT
            232 MESSAGE_OF_OTHER_PURPOSE
            233 BRANCH_KEY_VERSION_UNKNOWN
            234 MESSAGE_NOT_AUTHENTIC
            235 MESSAGE_UNCOMMITTED
            236 MESSAGE_SIGNED
            237 MESSAGE_OF_SEVERAL_DATA_KEYS
            238 MESSAGE_OF_OTHER_KEYRING
            239 BRANCH_KEY_VERSION_RETIRED
            301 INVALID_CREDENTIAL_SETTING
            302 SESSION_ATTRIBUTE_MISSING
            303 ROLE_MISSING
            304 WEB_IDENTITY_TOKEN_UNUSABLE
            310 ROLE_NOT_ASSUMABLE
            311 SESSION_TAGS_DENIED
            312 SOURCE_IDENTITY_DENIED
            313 SESSION_POLICY_TOO_LARGE
            314 SESSION_REQUEST_INVALID
            315 STS_THROTTLED
            316 STS_UNAVAILABLE
            317 STS_RATE_LIMITED
            318 SESSION_EXPIRED
            319 CREDENTIALS_CLOSED
            320 BASE_CREDENTIALS_UNUSABLE
            330 CALL_NOT_SCOPED
            331 SCOPE_OVERRIDDEN
            332 CLIENT_NOT_SCOPED
            401 INVALID_POLICY_SETTING
            402 POLICY_TOO_LARGE
            501 INVALID_LIFECYCLE_SETTING
            510 REGISTRY_CONFLICT
            511 REGISTRY_UNAVAILABLE
            512 REGISTRY_ACCESS_DENIED
            513 REGISTRY_MISSING
            514 REGISTRY_RECORD_MALFORMED
            515 REGISTRY_SET_BACK
            520 TENANT_STATUS_CONFLICT
            521 OPERATION_UNDER_WAY
            522 ROOT_KEY_REFUSED
            523 ACCOUNT_LIMIT_REACHED
            524 OPERATION_ACCESS_DENIED
            525 OPERATION_UNAVAILABLE
            526 OPERATION_REFUSED
            530 CERTIFICATE_REFUSED
            540 REENCRYPTION_UNDER_WAY
            541 REENCRYPTION_STATE_MALFORMED
            542 REENCRYPTION_STATE_UNAVAILABLE
            543 RECORD_CONTENDED
            550 RECORD_SOURCE_UNAVAILABLE
            551 RECORD_SOURCE_ACCESS_DENIED
            552 RECORD_SOURCE_UNUSABLE
            900 BUG
            """;

    @Test
    void number_everyCode_isAsPinned() {
        String actual = Arrays.stream(ErrorCode.values())
                .map(code -> code.number() + " " + code.name() + "\n")
                .collect(Collectors.joining());

        assertThat(actual)
                .as("pin a new code here; never change the number or the name of an old one")
                .isEqualTo(PINNED);
    }

    @Test
    void number_allCodes_areDistinct() {
        assertThat(ErrorCode.values()).extracting(ErrorCode::number).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void number_everyCode_liesInTheRangeOfAFamily(ErrorCode code) {
        assertThat(code.number() / 100).isIn(1, 2, 3, 4, 5, 9);
    }

    @ParameterizedTest
    @EnumSource(names = ".*(TENANT|ACTOR).*", mode = EnumSource.Mode.MATCH_ANY)
    void number_codesOfTheContext_areInTheHundreds(ErrorCode code) {
        int family = switch (code) {
            case MESSAGE_OF_OTHER_TENANT -> 2;
            case TENANT_STATUS_CONFLICT -> 5;
            default -> 1;
        };

        assertThat(code.number() / 100).isEqualTo(family);
    }

    @ParameterizedTest
    @EnumSource(names = "(.*_)?(KEY|MESSAGE|ENCRYPTION)(_.*)?", mode = EnumSource.Mode.MATCH_ANY)
    void number_codesOfKeys_areInTheTwoHundreds(ErrorCode code) {
        assertThat(code.number() / 100).isEqualTo(code == ErrorCode.ROOT_KEY_REFUSED ? 5 : 2);
    }

    @Test
    void toString_anyCode_showsNumberAndName() {
        assertThat(ErrorCode.MESSAGE_OF_OTHER_TENANT).hasToString("PW-231 MESSAGE_OF_OTHER_TENANT");
    }
}
