package dev.partywall.testing;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.PolicyLayer;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.authorization.Authorizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

/** The page about what the lab models, made from the lab: -Dpartywall.regenerate=true writes it. */
@AwsLabTest
final class LabModelPageTest {

    private static final Path PAGE = Path.of("../docs/lab-model.md");

    /** From here on the page is written by hand. */
    private static final String BY_HAND = "## What is not modelled";

    @Test
    void page_always_saysWhatTheLabDoes(AwsLab lab) throws IOException {
        String page = Files.readString(PAGE);
        int byHand = page.indexOf(BY_HAND);
        assertThat(byHand).as("the heading %s", BY_HAND).isPositive();
        String expected = generated(lab) + page.substring(byHand);
        if (Boolean.getBoolean("partywall.regenerate")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/lab-model.md; write it anew with -Dpartywall.regenerate=true")
                .isEqualTo(expected);
    }

    @Test
    void services_always_tellWhatTheyServe(AwsLab lab) {
        assertThat(services(lab))
                .extracting(LabService::name)
                .containsExactlyInAnyOrder("kms", "iam", "sts", "secretsmanager", "sqs", "dynamodb", "s3");
        assertThat(services(lab)).allSatisfy(service -> {
            assertThat(service.servedOperations()).as(service.name()).isNotEmpty();
            assertThat(service.unservedOperations()).doesNotContainAnyElementsOf(service.servedOperations());
        });
    }

    @Test
    void keys_ofCalls_areOnThePage(AwsLab lab) {
        call(lab);

        Map<String, Set<String>> known = new HashMap<>();
        services(lab).forEach(service -> known.put(service.name(), known(service)));
        List<LabDecision> decisions = lab.calls().list().stream()
                .flatMap(call -> call.decisions().stream())
                .toList();

        assertThat(decisions)
                .extracting(decision -> service(decision.action()))
                .contains("kms", "iam", "sts", "secretsmanager", "sqs", "dynamodb", "s3");
        assertThat(decisions)
                .allSatisfy(decision -> assertThat(
                                decision.request().context().values().keySet())
                        .as(decision.action())
                        .allMatch(key -> isOn(known.getOrDefault(service(decision.action()), Set.of()), key)));
    }

    /** At least one call to each service, with tags where there can be some. */
    private static void call(AwsLab lab) {
        LabRole role = lab.role("page").tag("team", "a").create();
        role.session("work")
                .tag("TenantId", "acme")
                .transitive("TenantId")
                .sourceIdentity("me")
                .start();
        String key = lab.createKey();
        lab.kms()
                .generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(Map.of("t", "acme")));
        lab.iam().listRoles();
        lab.iam()
                .createUser(r -> r.userName("page")
                        .tags(Tag.builder().key("a").value("b").build()));
        lab.dynamoDb().listTables();
        lab.s3().createBucket(r -> r.bucket("page"));
        lab.s3().putObject(r -> r.bucket("page").key("k").tagging("a=b"), RequestBody.fromString("x"));
        lab.s3().listObjectsV2(r -> r.bucket("page").prefix("k").maxKeys(1));
        lab.secretsManager().createSecret(r -> r.name("page").secretString("x").description("d"));
        lab.secretsManager().getSecretValue(r -> r.secretId("page").versionStage("AWSCURRENT"));
        lab.sqs().createQueue(r -> r.queueName("page").tags(Map.of("a", "b")));
    }

    private static String service(String action) {
        return action.substring(0, action.indexOf(':'));
    }

    private static Set<String> known(LabService service) {
        Set<String> known = new HashSet<>(Authorizer.globalKeys());
        service.conditionKeys().forEach(key -> known.add(key.toLowerCase(Locale.ROOT)));
        return known;
    }

    private static boolean isOn(Set<String> known, String key) {
        return known.contains(key)
                || known.stream()
                        .filter(prefix -> prefix.endsWith("/") || prefix.endsWith(":"))
                        .anyMatch(key::startsWith);
    }

    private static List<LabService> services(AwsLab lab) {
        return lab.services().stream()
                .filter(service -> !service.name().equals("unknown"))
                .toList();
    }

    private static String generated(AwsLab lab) {
        return """
                # What the lab models

                The tables down to "What is not modelled" are made from the lab's code by `LabModelPageTest`.

                An operation that AWS has and the lab does not serve, a parameter or a condition key that the lab does not know:
                each is refused with the error code `UnmodelledByLab`, which AWS does not have. So nothing that the lab does not
                know is taken for "allowed" or for "denied by IAM".

                With S3 it is the parameters of addresses that stand for what is refused; any other parameter is refused too.

                """
                + services(lab).stream().map(LabModelPageTest::section).sorted().collect(joining()) + global()
                + policies();
    }

    private static String section(LabService service) {
        return "## `%s`\n\nServed: %s\n\nRefused as unmodelled: %s\n\nCondition keys: %s\n\n"
                .formatted(
                        service.name(),
                        listed(service.servedOperations()),
                        listed(service.unservedOperations()),
                        listed(service.conditionKeys()));
    }

    private static String global() {
        return "## Condition keys of every service\n\nOf the request and its caller: %s\n\nNever with a value: %s\n\n"
                .formatted(listed(Authorizer.globalKeys()), listed(Authorizer.keysWithoutValue()));
    }

    private static String policies() {
        return """
                ## Policies

                Layers of the evaluator: %s

                Operators: %s; each with `IfExists` (not `Null`), `ForAllValues:` and `ForAnyValue:`

                Variables: any condition key, `${aws:PrincipalTag/TenantId}`, with a default, `${key, 'default'}`, and the escapes
                `${*}`, `${?}` and `${$}`; with version `2012-10-17` only.

                """.formatted(
                Arrays.stream(PolicyLayer.values()).map(PolicyLayer::text).collect(joining(", ")),
                quoted(Arrays.stream(Comparison.values()).map(Comparison::text)));
    }

    private static String listed(Collection<String> names) {
        return names.isEmpty() ? "none" : quoted(new TreeSet<>(names).stream());
    }

    private static String quoted(Stream<String> names) {
        return names.map(name -> "`" + name + "`").collect(joining(", "));
    }
}
