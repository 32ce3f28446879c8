package dev.partywall.testing.internal.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.ServiceKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What KMS asks IAM, operation by operation: https://docs.aws.amazon.com/service-authorization/latest/reference/list_kms.html
 */
final class KmsAccessTest {

    private static final String CONTEXT = "\"EncryptionContext\":{\"Tenant\":\"acme\"}";
    private static final String USED =
            "kms:encryptionalgorithm=SYMMETRIC_DEFAULT kms:encryptioncontext:tenant=acme kms:encryptioncontextkeys=[Tenant]";

    /** Operation, request, questions. A question: action, resource, and the condition keys that not every key has. */
    private static final String[][] MODEL = {
        {"CancelKeyDeletion", "{\"KeyId\":\"KEY\"}", "kms:CancelKeyDeletion KEY"},
        {
            "CreateAlias",
            "{\"AliasName\":\"alias/two\",\"TargetKeyId\":\"OTHER\"}",
            "kms:CreateAlias ALIAS/two; kms:CreateAlias OTHER"
        },
        {
            "CreateGrant",
            "{\"KeyId\":\"KEY\",\"GranteePrincipal\":\"ROLE/a\",\"RetiringPrincipal\":\"ROLE/b\",\"Operations\":[\"Decrypt\","
                    + "\"Encrypt\"],\"Constraints\":{\"EncryptionContextSubset\":{\"Tenant\":\"acme\"}}}",
            "kms:CreateGrant KEY kms:encryptioncontext:tenant=acme kms:encryptioncontextkeys=[Tenant]"
                    + " kms:grantconstrainttype=EncryptionContextSubset kms:granteeprincipal=ROLE/a"
                    + " kms:grantisforawsresource=false kms:grantoperations=[Decrypt, Encrypt] kms:retiringprincipal=ROLE/b"
        },
        {"CreateKey", "{}", "kms:CreateKey *"},
        {
            "CreateKey",
            "{\"BypassPolicyLockoutSafetyCheck\":true,\"Tags\":[{\"TagKey\":\"Team\",\"TagValue\":\"red\"}]}",
            "kms:CreateKey * aws:requesttag/team=red aws:tagkeys=[Team] kms:bypasspolicylockoutsafetycheck=true;"
                    + " kms:TagResource NEW aws:requesttag/team=red aws:tagkeys=[Team]"
        },
        {"Decrypt", "{\"CiphertextBlob\":\"BLOB\"," + CONTEXT + "}", "kms:Decrypt KEY " + USED},
        {
            "Decrypt",
            "{\"CiphertextBlob\":\"BLOB\",\"KeyId\":\"alias/one\"," + CONTEXT + "}",
            "kms:Decrypt KEY " + USED + " kms:requestalias=alias/one"
        },
        {"DeleteAlias", "{\"AliasName\":\"alias/one\"}", "kms:DeleteAlias ALIAS/one; kms:DeleteAlias KEY"},
        {"DescribeKey", "{\"KeyId\":\"ALIAS/one\"}", "kms:DescribeKey KEY kms:requestalias=alias/one"},
        {"DisableKey", "{\"KeyId\":\"KEY\"}", "kms:DisableKey KEY"},
        {"DisableKeyRotation", "{\"KeyId\":\"KEY\"}", "kms:DisableKeyRotation KEY"},
        {"EnableKey", "{\"KeyId\":\"KEY\"}", "kms:EnableKey KEY"},
        {"EnableKeyRotation", "{\"KeyId\":\"KEY\"}", "kms:EnableKeyRotation KEY kms:rotationperiodindays=365"},
        {
            "EnableKeyRotation",
            "{\"KeyId\":\"KEY\",\"RotationPeriodInDays\":90}",
            "kms:EnableKeyRotation KEY kms:rotationperiodindays=90"
        },
        {"Encrypt", "{\"KeyId\":\"KEY\"," + CONTEXT + "}", "kms:Encrypt KEY " + USED},
        {"GenerateDataKey", "{\"KeyId\":\"KEY\"," + CONTEXT + "}", "kms:GenerateDataKey KEY " + USED},
        {
            "GenerateDataKeyWithoutPlaintext",
            "{\"KeyId\":\"KEY\"," + CONTEXT + "}",
            "kms:GenerateDataKeyWithoutPlaintext KEY " + USED
        },
        {"GenerateRandom", "{}", "kms:GenerateRandom *"},
        {"GetKeyPolicy", "{\"KeyId\":\"KEY\"}", "kms:GetKeyPolicy KEY"},
        {"GetKeyRotationStatus", "{\"KeyId\":\"KEY\"}", "kms:GetKeyRotationStatus KEY"},
        {"ListAliases", "{\"KeyId\":\"KEY\"}", "kms:ListAliases *"},
        {"ListGrants", "{\"KeyId\":\"KEY\"}", "kms:ListGrants KEY kms:grantisforawsresource=false"},
        {"ListKeyPolicies", "{\"KeyId\":\"KEY\"}", "kms:ListKeyPolicies KEY"},
        {"ListKeyRotations", "{\"KeyId\":\"KEY\"}", "kms:ListKeyRotations KEY"},
        {"ListKeys", "{}", "kms:ListKeys *"},
        {"ListResourceTags", "{\"KeyId\":\"KEY\"}", "kms:ListResourceTags KEY"},
        {"ListRetirableGrants", "{\"RetiringPrincipal\":\"ROLE/b\"}", "kms:ListRetirableGrants ROLE/b"},
        {"PutKeyPolicy", "{\"KeyId\":\"KEY\"}", "kms:PutKeyPolicy KEY"},
        {
            "PutKeyPolicy",
            "{\"KeyId\":\"KEY\",\"BypassPolicyLockoutSafetyCheck\":false}",
            "kms:PutKeyPolicy KEY kms:bypasspolicylockoutsafetycheck=false"
        },
        {
            "ReEncrypt",
            "{\"CiphertextBlob\":\"BLOB\",\"SourceEncryptionContext\":{\"Tenant\":\"acme\"},\"DestinationKeyId\":\"OTHER\"}",
            "kms:ReEncryptFrom KEY " + USED + " kms:reencryptonsamekey=false; kms:ReEncryptTo OTHER"
                    + " kms:encryptionalgorithm=SYMMETRIC_DEFAULT kms:reencryptonsamekey=false"
        },
        {
            "ReEncrypt",
            "{\"CiphertextBlob\":\"BLOB\",\"SourceKeyId\":\"KEY\",\"DestinationKeyId\":\"alias/one\","
                    + "\"DestinationEncryptionContext\":{\"Tenant\":\"acme\"}}",
            "kms:ReEncryptFrom KEY kms:encryptionalgorithm=SYMMETRIC_DEFAULT kms:reencryptonsamekey=true;"
                    + " kms:ReEncryptTo KEY " + USED + " kms:reencryptonsamekey=true kms:requestalias=alias/one"
        },
        {"RetireGrant", "{\"KeyId\":\"KEY\",\"GrantId\":\"GRANT\"}", "kms:RetireGrant KEY"},
        {"RetireGrant", "{\"GrantToken\":\"TOKEN\"}", "kms:RetireGrant KEY"},
        {
            "RevokeGrant",
            "{\"KeyId\":\"KEY\",\"GrantId\":\"GRANT\"}",
            "kms:RevokeGrant KEY kms:grantisforawsresource=false"
        },
        {"RotateKeyOnDemand", "{\"KeyId\":\"KEY\"}", "kms:RotateKeyOnDemand KEY"},
        {
            "ScheduleKeyDeletion",
            "{\"KeyId\":\"KEY\"}",
            "kms:ScheduleKeyDeletion KEY kms:schedulekeydeletionpendingwindowindays=30"
        },
        {
            "TagResource",
            "{\"KeyId\":\"KEY\",\"Tags\":[{\"TagKey\":\"Team\",\"TagValue\":\"red\"}]}",
            "kms:TagResource KEY aws:requesttag/team=red aws:tagkeys=[Team]"
        },
        {"UntagResource", "{\"KeyId\":\"KEY\",\"TagKeys\":[\"Team\"]}", "kms:UntagResource KEY aws:tagkeys=[Team]"},
        {
            "UpdateAlias",
            "{\"AliasName\":\"alias/one\",\"TargetKeyId\":\"OTHER\"}",
            "kms:UpdateAlias ALIAS/one; kms:UpdateAlias KEY; kms:UpdateAlias OTHER"
        },
        {"UpdateKeyDescription", "{\"KeyId\":\"KEY\"}", "kms:UpdateKeyDescription KEY"},
    };

    private static final Set<String> OF_EVERY_KEY = Set.of(
            "kms:calleraccount",
            "kms:customermasterkeyspec",
            "kms:customermasterkeyusage",
            "kms:keyorigin",
            "kms:keyspec",
            "kms:keyusage",
            "kms:multiregion",
            "kms:resourcealiases");

    private final KmsRig kms = new KmsRig();
    private final String key = kms.service.createKey();
    private final String other = kms.service.createKey();
    private Map<String, Object> grant = Map.of();
    private String blob = "";

    KmsAccessTest() {
        kms.perform("CreateAlias", "{\"AliasName\":\"alias/one\",\"TargetKeyId\":\"" + key + "\"}");
        grant = kms.perform(
                "CreateGrant",
                filled("{\"KeyId\":\"KEY\",\"GranteePrincipal\":\"ROLE/a\",\"Operations\":[\"Decrypt\"]}"));
        blob = String.valueOf(
                kms.perform("Encrypt", filled("{\"KeyId\":\"KEY\",\"Plaintext\":\"AAAA\"," + CONTEXT + "}"))
                        .get("CiphertextBlob"));
    }

    static Stream<List<String>> model() {
        return Arrays.stream(MODEL).map(List::of);
    }

    @ParameterizedTest
    @MethodSource("model")
    void access_everyOperation_asksAsDocumented(List<String> row) {
        String asked = kms.checks(row.get(0), filled(row.get(1))).stream()
                .map(this::described)
                .collect(Collectors.joining("; "));
        assertThat(asked).isEqualTo(row.get(2));
    }

    @Test
    void model_namesEveryOperationThatIsServed() {
        Set<String> named = model().map(row -> row.get(0)).collect(Collectors.toSet());
        assertThat(named).isEqualTo(kms.service.servedOperations());
        assertThat(UnservedOperations.NAMES).doesNotContainAnyElementsOf(named);
    }

    @ParameterizedTest
    @MethodSource("model")
    void access_toAKey_bringsItsPolicyWhichMustAllow(List<String> row) {
        for (AccessCheck check : kms.checks(row.get(0), filled(row.get(1)))) {
            boolean ofKey = check.resource().equals(key) || check.resource().equals(other);
            assertThat(check.resourceMustAllow()).isEqualTo(ofKey);
            List<String> policies =
                    check.resourcePolicies().stream().map(AttachedPolicy::name).toList();
            if (!ofKey) {
                assertThat(policies).isEmpty();
            } else if (check.action().equals("kms:RetireGrant")) {
                assertThat(policies).containsExactly("retirement of grant " + grant.get("GrantId") + " of " + key);
            } else {
                assertThat(policies).startsWith("key policy of " + check.resource());
            }
        }
    }

    @Test
    void access_toAKey_hasTheKeysOfEveryKey() {
        kms.perform("TagResource", filled("{\"KeyId\":\"KEY\",\"Tags\":[{\"TagKey\":\"Team\",\"TagValue\":\"red\"}]}"));
        ServiceKeys keys =
                kms.checks("EnableKey", filled("{\"KeyId\":\"KEY\"}")).get(0).keys();
        assertThat(keys.single())
                .containsOnly(
                        Map.entry("kms:calleraccount", KmsRig.ACCOUNT),
                        Map.entry("kms:keyspec", "SYMMETRIC_DEFAULT"),
                        Map.entry("kms:customermasterkeyspec", "SYMMETRIC_DEFAULT"),
                        Map.entry("kms:keyusage", "ENCRYPT_DECRYPT"),
                        Map.entry("kms:customermasterkeyusage", "ENCRYPT_DECRYPT"),
                        Map.entry("kms:keyorigin", "AWS_KMS"),
                        Map.entry("kms:multiregion", "false"),
                        Map.entry("aws:resourcetag/team", "red"));
        assertThat(keys.multiple()).containsOnly(Map.entry("kms:resourcealiases", List.of("alias/one")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EnableKey|{\"KeyId\":\"OTHER\"}|kms:resourcealiases|true",
                "EnableKey|{\"KeyId\":\"KEY\"}|kms:viaservice|true",
                "EnableKey|{\"KeyId\":\"KEY\"}|kms:multiregionkeytype|true",
                "EnableKey|{\"KeyId\":\"KEY\"}|kms:encryptioncontext:tenant|true",
                "EnableKey|{\"KeyId\":\"KEY\"}|kms:trailingdayswithoutkeyusage|true",
                "EnableKey|{\"KeyId\":\"KEY\"}|aws:resourcetag/team|true",
                "EnableKey|{\"KeyId\":\"KEY\"}|kms:nosuchkey|false",
                "DisableKey|{\"KeyId\":\"KEY\"}|kms:trailingdayswithoutkeyusage|false",
                "Encrypt|{\"KeyId\":\"KEY\"}|kms:encryptioncontextkeys|true",
                "Encrypt|{\"KeyId\":\"KEY\"}|kms:requestalias|true",
                "Encrypt|{\"KeyId\":\"KEY\",\"EncryptionContext\":{\"a\":\"1\",\"A\":\"2\"}}|kms:encryptioncontext:a|false",
                "Encrypt|{\"KeyId\":\"KEY\",\"EncryptionContext\":{\"a\":\"1\",\"b\":\"2\"}}|kms:encryptioncontext:c|true",
                "UntagResource|{\"KeyId\":\"KEY\",\"TagKeys\":[\"Team\"]}|aws:requesttag/team|false",
                "DeleteAlias|{\"AliasName\":\"alias/one\"}|kms:calleraccount|false",
                "RetireGrant|{\"GrantToken\":\"TOKEN\"}|kms:grantconstrainttype|false",
                "PutKeyPolicy|{\"KeyId\":\"KEY\"}|kms:bypasspolicylockoutsafetycheck|true",
                "ListKeys|{}|kms:calleraccount|true",
            })
    void access_keyWithoutValue_isAbsentOnlyIfDocumented(
            String operation, String request, String name, boolean absent) {
        ServiceKeys keys = kms.checks(operation, filled(request)).get(0).keys();
        assertThat(keys.single()).doesNotContainKey(name);
        assertThat(keys.multiple()).doesNotContainKey(name);
        assertThat(keys.isAbsent(name)).isEqualTo(absent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Decrypt {\"CiphertextBlob\":\"AAAA\"} InvalidCiphertextException",
                "Decrypt {} ValidationException",
                "Encrypt {\"KeyId\":\"alias/none\",\"Plaintext\":\"AAAA\"} NotFoundException",
                "UpdateAlias {\"AliasName\":\"alias/none\",\"TargetKeyId\":\"KEY\"} NotFoundException",
                "DescribeKey {\"KeyId\":\"KEY\",\"GrantTokens\":[\"AAAA\"]} InvalidGrantTokenException",
                "RetireGrant {} ValidationException",
                "RetireGrant {\"KeyId\":\"KEY\",\"GrantId\":\"7\"} InvalidGrantIdException",
            })
    void access_toWhatDoesNotExist_isRefusedWithoutAsking(String row) {
        String[] parts = row.split(" ", -1);
        assertThat(kms.access(parts[0], filled(parts[1])))
                .isInstanceOfSatisfying(
                        Access.Refused.class,
                        refused -> assertThat(KmsRig.body(refused.answer())).containsEntry("__type", parts[2]));
    }

    @Test
    void access_toAnOperationThatIsNotServed_isUnmodelled() {
        for (String name : UnservedOperations.NAMES) {
            assertThat(kms.access(name, "{}"))
                    .isEqualTo(new Access.Unmodelled("kms:" + name, "the lab's KMS does not have this operation"));
        }
    }

    private String described(AccessCheck check) {
        Map<String, Object> keys = new TreeMap<>(check.keys().single());
        keys.putAll(check.keys().multiple().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream().sorted().toList())));
        keys.keySet().removeAll(OF_EVERY_KEY);
        String values = keys.entrySet().stream().map(entry -> " " + entry).collect(Collectors.joining());
        return shortened(check.action() + " " + check.resource() + values);
    }

    private String shortened(String text) {
        return text.replace(key, "KEY")
                .replace(other, "OTHER")
                .replace("arn:aws:kms:us-east-1:111122223333:" + LockoutCheck.NEW_KEY, "NEW")
                .replace("arn:aws:kms:us-east-1:111122223333:alias/", "ALIAS/")
                .replace("arn:aws:iam::111122223333:role/", "ROLE/");
    }

    private String filled(String json) {
        return json.replace("KEY\"", key + "\"")
                .replace("OTHER", other)
                .replace("ALIAS/", "arn:aws:kms:us-east-1:111122223333:alias/")
                .replace("ROLE/", "arn:aws:iam::111122223333:role/")
                .replace("GRANT", String.valueOf(grant.get("GrantId")))
                .replace("TOKEN", String.valueOf(grant.get("GrantToken")))
                .replace("BLOB", blob);
    }
}
