package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagException;

final class TagAndPolicyOperationsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final KmsClient kms;
    private final String key;

    TagAndPolicyOperationsTest(AwsLab lab) {
        this.lab = lab;
        this.kms = lab.kms();
        this.key = lab.createKey();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().tagKey(key).tagValue(value).build();
    }

    @Nested
    final class Tags {

        private void tagKey(Tag... tags) {
            kms.tagResource(r -> r.keyId(key).tags(tags));
        }

        private List<Tag> listed() {
            return kms.listResourceTagsPaginator(r -> r.keyId(key).limit(2)).tags().stream()
                    .toList();
        }

        @Test
        void tagResource_addsAndReplaces() {
            tagKey(tag("a", "1"), tag("b", "2"), tag("c", ""));
            tagKey(tag("b", "3"));
            assertThat(listed()).containsExactly(tag("a", "1"), tag("b", "3"), tag("c", ""));
        }

        @Test
        void untagResource_removes() {
            tagKey(tag("a", "1"), tag("b", "2"));
            kms.untagResource(r -> r.keyId(key).tagKeys("a", "none"));
            assertThat(listed()).containsExactly(tag("b", "2"));
        }

        @Test
        void createKey_withTags_hasThem() {
            String tagged = kms.createKey(r -> r.tags(tag("tenant", "acme")))
                    .keyMetadata()
                    .arn();
            assertThat(kms.listResourceTags(r -> r.keyId(tagged)).tags()).containsExactly(tag("tenant", "acme"));
        }

        @Test
        void tagResource_badTags_isRefused() {
            assertThatThrownBy(() -> tagKey(tag("aws:x", "1"))).isInstanceOf(TagException.class);
            assertThatThrownBy(() -> tagKey(tag("a", "1"), tag("a", "2"))).isInstanceOf(TagException.class);
            assertRefused("ValidationException", () -> tagKey(tag("x".repeat(129), "1")));
            assertRefused("ValidationException", () -> tagKey(tag("x", "1".repeat(257))));
            assertRefused("ValidationException", () -> tagKey(tag("", "1")));
            assertRefused("ValidationException", () -> kms.tagResource(r -> r.keyId(key)));
            assertRefused("ValidationException", () -> kms.untagResource(r -> r.keyId(key)));
            assertThat(listed()).isEmpty();
        }

        @Test
        void tagResource_beyondFifty_isLimitExceededAndAddsNothing() {
            Tag[] fiftyOne =
                    IntStream.range(0, 51).mapToObj(i -> tag("t" + i, "")).toArray(Tag[]::new);
            assertThatThrownBy(() -> tagKey(fiftyOne)).isInstanceOf(LimitExceededException.class);
            assertThat(listed()).isEmpty();
            tagKey(Arrays.copyOf(fiftyOne, 50));
            assertThat(listed()).hasSize(50);
        }
    }

    @Nested
    final class Policies {

        private static final String DENY_ALL = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}]}""";
        private static final String ALLOW_ALL = DENY_ALL.replace("Deny", "Allow");

        @Test
        void getKeyPolicy_byDefault_leavesItToTheAccount() {
            var policy = kms.getKeyPolicy(r -> r.keyId(key));
            assertThat(policy.policyName()).isEqualTo("default");
            assertThat(policy.policy())
                    .contains("\"AWS\" : \"arn:aws:iam::" + lab.accountId() + ":root\"", "\"kms:*\"");
            assertThat(kms.listKeyPolicies(r -> r.keyId(key)).policyNames()).containsExactly("default");
        }

        @Test
        void putKeyPolicy_isKeptAsSent() {
            kms.putKeyPolicy(r -> r.keyId(key).policyName("default").policy(ALLOW_ALL));
            assertThat(kms.getKeyPolicy(r -> r.keyId(key)).policy()).isEqualTo(ALLOW_ALL);
            String made = kms.createKey(r -> r.policy(ALLOW_ALL)).keyMetadata().arn();
            assertThat(kms.getKeyPolicy(r -> r.keyId(made)).policy()).isEqualTo(ALLOW_ALL);
        }

        @Test
        void putKeyPolicy_notAPolicy_isMalformed() {
            for (String policy : List.of("no json", "[]", "{}", "null", "{\"Statement\"")) {
                assertThatThrownBy(() -> kms.putKeyPolicy(r -> r.keyId(key).policy(policy)))
                        .as(policy)
                        .isInstanceOf(MalformedPolicyDocumentException.class);
            }
            assertRefused("ValidationException", () -> kms.putKeyPolicy(r -> r.keyId(key)));
        }

        @Test
        void putKeyPolicy_notAPolicy_saysWhere() {
            String typo = ALLOW_ALL.replace("\"Action\"", "\n\"Actoin\"");
            assertThat(assertRefused(
                            "MalformedPolicyDocumentException",
                            () -> kms.putKeyPolicy(r -> r.keyId(key).policy(typo))))
                    .contains("line 2, column 1");
        }

        @Test
        void putKeyPolicy_thatLocksItsCallerOut_isRefusedUnlessBypassed() {
            String refusal = "The new key policy will not allow you to update the key policy in the future.";
            assertThat(assertRefused(
                            "MalformedPolicyDocumentException",
                            () -> kms.putKeyPolicy(r -> r.keyId(key).policy(DENY_ALL))))
                    .isEqualTo(refusal);
            assertThat(assertRefused("MalformedPolicyDocumentException", () -> kms.createKey(r -> r.policy(DENY_ALL))))
                    .isEqualTo(refusal);
            kms.putKeyPolicy(r -> r.keyId(key).policy(DENY_ALL).bypassPolicyLockoutSafetyCheck(true));
            assertRefused("AccessDeniedException", () -> kms.getKeyPolicy(r -> r.keyId(key)));
            assertRefused(
                    "AccessDeniedException",
                    () -> kms.putKeyPolicy(r -> r.keyId(key).policy(ALLOW_ALL).bypassPolicyLockoutSafetyCheck(true)));
        }

        @Test
        void putKeyPolicy_setOperatorOnOnePair_isOverlyPermissive() {
            String policy = conditional("ForAllValues:StringEquals", "kms:EncryptionContext:tenant");
            assertThat(assertRefused(
                            "MalformedPolicyDocumentException",
                            () -> kms.putKeyPolicy(r -> r.keyId(key).policy(policy))))
                    .startsWith("OverlyPermissiveCondition");
        }

        /** K4: what these do in a key policy is not documented, so the lab does not guess. */
        @Test
        void putKeyPolicy_conditionOfIamPoliciesOnly_isUnmodelled() {
            for (String name : List.of("aws:ResourceTag/team", "kms:ResourceAliases")) {
                String policy = conditional("StringEquals", name);
                assertThat(assertRefused(
                                "UnmodelledByLab",
                                () -> kms.putKeyPolicy(r -> r.keyId(key).policy(policy))))
                        .contains(name);
                assertThatThrownBy(() -> lab.createKey(policy)).isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void createKey_withAPolicyOfTheTest_obeysIt() {
            String locked = lab.createKey(DENY_ALL);
            assertRefused("AccessDeniedException", () -> kms.describeKey(r -> r.keyId(locked)));
            assertThatThrownBy(() -> lab.createKey("no policy"))
                    .isInstanceOf(dev.partywall.policy.PolicySyntaxException.class);
        }

        private static String conditional(String operator, String name) {
            return ALLOW_ALL.replace(
                    "\"Effect\"", "\"Condition\":{\"" + operator + "\":{\"" + name + "\":\"x\"}},\"Effect\"");
        }

        @Test
        void putKeyPolicy_tooLong_isLimitExceeded() {
            String tooLong = ALLOW_ALL + " ".repeat(32 * 1024);
            assertThatThrownBy(() -> kms.putKeyPolicy(r -> r.keyId(key).policy(tooLong)))
                    .isInstanceOf(LimitExceededException.class);
        }

        @Test
        void keyPolicy_otherName_isNotFound() {
            assertThatThrownBy(() -> kms.getKeyPolicy(r -> r.keyId(key).policyName("mine")))
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> kms.putKeyPolicy(
                            r -> r.keyId(key).policyName("mine").policy(ALLOW_ALL)))
                    .isInstanceOf(NotFoundException.class);
        }
    }
}
