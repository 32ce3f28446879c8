package dev.partywall.testing.internal.secretsmanager;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.internal.wire.Members;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Secrets over the wire. */
@SuppressWarnings("unchecked") // the SDK takes lists of consumers as varargs
final class SecretsManagerServiceTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final SecretsManagerClient secrets;
    private final String name = "tenant/" + UUID.randomUUID() + "x";
    private final String arn;

    SecretsManagerServiceTest(AwsLab lab) {
        this.lab = lab;
        this.secrets = lab.secretsManager();
        this.arn = secrets.createSecret(r ->
                        r.name(name).secretString("one").description("A thing").tags(tag("k", "v")))
                .arn();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private String current() {
        return secrets.getSecretValue(r -> r.secretId(name)).secretString();
    }

    @Test
    void createSecret_hasArnWithSuffix_andIsFoundByNameArnAndPartialArn() {
        assertThat(arn).matches("arn:aws:secretsmanager:us-east-1:111122223333:secret:" + name + "-[A-Za-z0-9]{6}");
        for (String id : List.of(name, arn, arn.substring(0, arn.length() - 7))) {
            GetSecretValueResponse value = secrets.getSecretValue(r -> r.secretId(id));
            assertThat(value.secretString()).isEqualTo("one");
            assertThat(value.arn()).isEqualTo(arn);
            assertThat(value.versionStages()).containsExactly("AWSCURRENT");
        }
    }

    @Test
    void createSecret_again_isIdempotentByTokenOnly() {
        String token = UUID.randomUUID().toString();
        String other = name + "2";
        String first = secrets.createSecret(
                        r -> r.name(other).clientRequestToken(token).secretString("s"))
                .arn();
        assertThat(secrets.createSecret(
                                r -> r.name(other).clientRequestToken(token).secretString("s"))
                        .arn())
                .isEqualTo(first);
        assertThatThrownBy(() -> secrets.createSecret(
                        r -> r.name(other).clientRequestToken(token).secretString("t")))
                .isInstanceOf(ResourceExistsException.class);
        assertThatThrownBy(() -> secrets.createSecret(r -> r.name(other))).isInstanceOf(ResourceExistsException.class);
    }

    @Test
    void putSecretValue_movesTheLabels() {
        String second = secrets.putSecretValue(r -> r.secretId(name).secretString("two"))
                .versionId();
        assertThat(current()).isEqualTo("two");
        assertThat(secrets.getSecretValue(r -> r.secretId(name).versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("one");
        String pending = secrets.putSecretValue(r -> r.secretId(name)
                        .secretBinary(SdkBytes.fromUtf8String("three"))
                        .versionStages("AWSPENDING"))
                .versionId();
        assertThat(current()).isEqualTo("two");
        secrets.updateSecretVersionStage(r -> r.secretId(name)
                .versionStage("AWSCURRENT")
                .removeFromVersionId(second)
                .moveToVersionId(pending));
        GetSecretValueResponse moved = secrets.getSecretValue(r -> r.secretId(name));
        assertThat(moved.secretBinary().asUtf8String()).isEqualTo("three");
        assertThat(moved.versionStages()).containsExactlyInAnyOrder("AWSCURRENT", "AWSPENDING");
        assertThat(secrets.getSecretValue(r -> r.secretId(name).versionStage("AWSPREVIOUS"))
                        .versionId())
                .isEqualTo(second);
        assertThat(secrets.listSecretVersionIds(r -> r.secretId(name)).versions())
                .hasSize(2);
        assertThat(secrets.listSecretVersionIds(r -> r.secretId(name).includeDeprecated(true))
                        .versions())
                .hasSize(3);
    }

    @Test
    void putSecretValue_sameToken_isARetryOrAnError() {
        String token = UUID.randomUUID().toString();
        secrets.putSecretValue(r -> r.secretId(name).clientRequestToken(token).secretString("two"));
        secrets.updateSecret(r -> r.secretId(name).secretString("three").description("Other"));
        secrets.putSecretValue(r -> r.secretId(name).clientRequestToken(token).secretString("two"));
        assertThat(current()).as("a retry changes nothing").isEqualTo("three");
        assertThatThrownBy(() -> secrets.putSecretValue(
                        r -> r.secretId(name).clientRequestToken(token).secretString("x")))
                .isInstanceOf(ResourceExistsException.class);
        assertThat(secrets.describeSecret(r -> r.secretId(name)).description()).isEqualTo("Other");
    }

    @Test
    void updateSecretVersionStage_currentCannotBeRemoved() {
        String version = secrets.getSecretValue(r -> r.secretId(name)).versionId();
        assertRefused(
                "InvalidParameterException",
                () -> secrets.updateSecretVersionStage(
                        r -> r.secretId(name).versionStage("AWSCURRENT").removeFromVersionId(version)));
    }

    @Test
    void deleteSecret_canBeRestoredUntilTheWindowEnds() {
        secrets.deleteSecret(r -> r.secretId(name).recoveryWindowInDays(7L));
        assertThatThrownBy(this::current).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> secrets.createSecret(r -> r.name(name))).isInstanceOf(InvalidRequestException.class);
        secrets.restoreSecret(r -> r.secretId(name));
        assertThat(current()).isEqualTo("one");
        secrets.deleteSecret(r -> r.secretId(name).recoveryWindowInDays(7L));
        lab.clock().advance(Duration.ofDays(7));
        try {
            assertThatThrownBy(() -> secrets.restoreSecret(r -> r.secretId(name)))
                    .isInstanceOf(ResourceNotFoundException.class);
        } finally {
            lab.clock().advance(Duration.ofDays(-7));
        }
    }

    @Test
    void deleteSecret_forced_isGoneAtOnceAndAgain() {
        for (int i = 0; i < 2; i++) {
            assertThat(secrets.deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true))
                            .name())
                    .isEqualTo(name);
            assertThatThrownBy(this::current).isInstanceOf(ResourceNotFoundException.class);
        }
        assertRefused(
                "InvalidParameterException",
                () -> secrets.deleteSecret(
                        r -> r.secretId(name).forceDeleteWithoutRecovery(true).recoveryWindowInDays(7L)));
    }

    @ParameterizedTest
    @CsvSource({"NAME, tenant/", "TAG_KEY, k", "TAG_VALUE, v", "DESCRIPTION, a TH", "ALL, thing tenant"})
    void listSecrets_filters(FilterNameStringType key, String value) {
        assertThat(listed(key, value)).contains(name);
        assertThat(listed(key, "!" + value)).doesNotContain(name);
        assertThat(listed(key, "zzz")).isEmpty();
    }

    private List<String> listed(FilterNameStringType key, String value) {
        return secrets
                .listSecretsPaginator(
                        r -> r.maxResults(2).filters(f -> f.key(key).values(value)))
                .stream()
                .flatMap(page -> page.secretList().stream())
                .map(SecretListEntry::name)
                .toList();
    }

    @Test
    void tags_comeAndGo() {
        secrets.tagResource(r -> r.secretId(name).tags(tag("a", "1")));
        secrets.untagResource(r -> r.secretId(name).tagKeys("k"));
        assertThat(secrets.describeSecret(r -> r.secretId(name)).tags()).containsExactly(tag("a", "1"));
        assertRefused(
                "InvalidParameterException",
                () -> secrets.tagResource(r -> r.secretId(name).tags(tag("aws:x", "1"))));
    }

    @Test
    void resourcePolicy_isKept() {
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
                 "Action":"secretsmanager:GetSecretValue","Resource":"*"}]}""";
        assertRefused(
                "PublicPolicyException",
                () -> secrets.putResourcePolicy(
                        r -> r.secretId(name).resourcePolicy(policy).blockPublicPolicy(true)));
        secrets.putResourcePolicy(r -> r.secretId(name).resourcePolicy(policy));
        assertThat(secrets.getResourcePolicy(r -> r.secretId(name)).resourcePolicy())
                .isEqualTo(policy);
        secrets.deleteResourcePolicy(r -> r.secretId(name));
        assertThat(secrets.getResourcePolicy(r -> r.secretId(name)).resourcePolicy())
                .isNull();
    }

    @Test
    void batchGetSecretValue_tellsErrorsBesideValues() {
        var answer = secrets.batchGetSecretValue(r -> r.secretIdList(name, "none"));
        assertThat(answer.secretValues())
                .singleElement()
                .satisfies(value -> assertThat(value.secretString()).isEqualTo("one"));
        assertThat(answer.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.errorCode()).isEqualTo("ResourceNotFoundException"));
    }

    @Test
    void getRandomPassword_hasTheKindsOfCharactersAskedFor() {
        assertThat(secrets.getRandomPassword(r ->
                                r.passwordLength(40L).excludePunctuation(true).excludeCharacters("0"))
                        .randomPassword())
                .hasSize(40)
                .matches("[A-Za-z1-9]+")
                .matches(".*[a-z].*")
                .matches(".*[A-Z].*")
                .matches(".*[1-9].*");
    }

    @Test
    void asyncClient_andUnmodelledOperation() {
        assertThat(lab.secretsManagerAsync()
                        .getSecretValue(r -> r.secretId(arn))
                        .join()
                        .secretString())
                .isEqualTo("one");
        assertRefused("UnmodelledByLab", () -> secrets.rotateSecret(r -> r.secretId(name)));
    }

    @Test
    void secretValues_areNotShown() {
        assertThat(lab.calls().list().toString()).doesNotContain("\"one\"", "SecretString");
        assertThat(SecretValue.in(new Members(Map.of("SecretString", "hush"), SecretErrors::invalidParameter))
                        .orElseThrow()
                        .toString())
                .doesNotContain("hush");
    }
}
