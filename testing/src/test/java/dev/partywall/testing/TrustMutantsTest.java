package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * A trust policy is the resource policy of AssumeRole
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html): where an operation assumes a
 * role, what keeps tenants apart is in there, and is mutated like the rest.
 */
@AwsLabTest(dynamoDb = false)
final class TrustMutantsTest {

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Sid": "Front", "Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": ["sts:AssumeRole", "sts:TagSession"],
              "Condition": {
                "StringEqualsIfExists": {"aws:RequestTag/TenantId": "${aws:PrincipalTag/TenantId}"},
                "Null": {"aws:RequestTag/TenantId": "false"}}}]}""";

    private static final String CHAINING = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*"}]}""";

    private static final String OWN_DOCUMENTS = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
              "Resource": "arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*"}]}""";

    private record Document(String tenant) {}

    private final AwsLab lab;
    private final String bucket = "documents-" + UUID.randomUUID();
    private final LabRole front;
    private final LabRole data;
    private final Map<TenantId, AwsCredentialsProvider> sessions = new ConcurrentHashMap<>();

    TrustMutantsTest(AwsLab lab) {
        this.lab = lab;
        this.front = lab.role("front-" + UUID.randomUUID())
                .policy("chaining", CHAINING)
                .create();
        this.data = lab.role("data-" + UUID.randomUUID())
                .policy("own", OWN_DOCUMENTS.replace("BUCKET", bucket))
                .trust(TRUST)
                .create();
        lab.s3().createBucket(r -> r.bucket(bucket));
    }

    private Credentials assume(Tag... tags) {
        AwsCredentialsProvider own =
                sessions.computeIfAbsent(TenantContext.require().id(), this::begin);
        return lab.sts()
                .assumeRole(r -> r.roleArn(data.arn())
                        .roleSessionName("reader")
                        .tags(tags)
                        .overrideConfiguration(o -> o.credentialsProvider(own)))
                .credentials();
    }

    private AwsCredentialsProvider begin(TenantId tenant) {
        return front.session(tenant.value())
                .tag("TenantId", tenant.value())
                .start()
                .credentials();
    }

    private String readAs(String tenant, Document document) {
        Credentials session = assume(Tag.builder().key("TenantId").value(tenant).build());
        StaticCredentialsProvider reader = StaticCredentialsProvider.create(
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(bucket)
                .key(document.tenant() + "/report")
                .overrideConfiguration(o -> o.credentialsProvider(reader))
                .build();
        return lab.s3().getObjectAsBytes(request).asUtf8String();
    }

    private IsolationPlan<Document> plan() {
        return IsolationPlan.on(lab, (tenant, canary) -> {
                    lab.s3()
                            .putObject(
                                    r -> r.bucket(bucket).key(tenant.value() + "/report"),
                                    RequestBody.fromString(canary));
                    return new Document(tenant.value());
                })
                .probe("read", document -> readAs(TenantContext.require().id().value(), document))
                .probe("readAsItsTenant", document -> readAs(document.tenant(), document))
                .mutatePolicies();
    }

    private static List<IsolationReport.Mutant> ofTrust(IsolationReport report) {
        return report.mutants().stream()
                .filter(mutant -> mutant.change().contains("aws:RequestTag/TenantId"))
                .toList();
    }

    @Test
    void mutatePolicies_forbiddenAssumeWithoutTheTag_catchesTheGuardOfATrustPolicy() {
        IsolationReport report = plan().forbidden("assume without the tenant's tag", document -> assume())
                .run();

        assertThat(report.failures()).isEmpty();
        assertThat(ofTrust(report))
                .hasSize(3)
                .allSatisfy(mutant -> assertThat(mutant.caughtBy()).isNotEmpty())
                .filteredOn(mutant -> mutant.change().contains("Null"))
                .allSatisfy(mutant -> assertThat(mutant.caughtBy()).startsWith("assume without the tenant's tag"));
    }

    @Test
    void mutatePolicies_withoutSuchAProbe_showsThatNothingHoldsTheGuard() {
        assertThat(ofTrust(plan().run()))
                .filteredOn(IsolationReport.Mutant::survived)
                .extracting(IsolationReport.Mutant::change)
                .containsExactly("condition Null aws:RequestTag/TenantId dropped");
    }
}
