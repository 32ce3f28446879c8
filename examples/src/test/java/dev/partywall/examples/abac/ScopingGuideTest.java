package dev.partywall.examples.abac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.LintRule;
import dev.partywall.abac.PolicyLinter;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantScope;
import dev.partywall.abac.TenantTrust;
import dev.partywall.core.NoTenantException;
import dev.partywall.policy.PolicyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The guide docs/scoping-calls.md, as it stands there; {@link TenantDocuments} does the same on the lab. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class ScopingGuideTest {

    private final String serviceRole = "arn:aws:iam::111122223333:role/service";
    private final String tenantRole = "arn:aws:iam::111122223333:role/tenants";

    @Test
    void policies_ofTheGuide_areCleanAndSmall() {
        TenantPolicies policies = TenantPolicies.create();
        TenantAccess access = TenantAccess.builder()
                .table("arn:aws:dynamodb:eu-central-1:111122223333:table/invoices", AccessLevel.READ_WRITE)
                .objects("arn:aws:s3:::documents/{tenant}/*", AccessLevel.READ_WRITE)
                .build();

        String tenantsRole = policies.identityPolicy(access).toJson();
        String whoMayAssumeIt = policies.trustPolicy(TenantTrust.builder()
                        .role(serviceRole)
                        .transitiveTenant()
                        .build())
                .toJson();
        String servicesRole = policies.servicePolicy(tenantRole).toJson();

        PolicyLinter.create().assertClean(PolicyType.IDENTITY, tenantsRole);

        PolicyLinter.create().assertClean(PolicyType.TRUST, whoMayAssumeIt);
        assertThat(servicesRole).contains(tenantRole).doesNotContain("dynamodb");
    }

    /** As in docs/policy-lint.md: a table that is for all tenants, scanned on purpose. */
    @Test
    void linter_ofTheGuide_acceptsWhatHasAReason() {
        String json = """
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "Products", "Effect": "Allow", "Action": "dynamodb:Scan",
                   "Resource": "arn:aws:dynamodb:eu-central-1:111122223333:table/products"}]}
                """;
        PolicyLinter linter = PolicyLinter.builder()
                .tenantTag("TenantId")
                .accept(LintRule.D2, "Products", "the table of products is for all tenants")
                .build();

        linter.assertClean(PolicyType.IDENTITY, json);

        assertThat(linter.lint(PolicyType.IDENTITY, json).accepted()).hasSize(1);
    }

    @Test
    void clients_ofTheGuide_wantATenant() {
        System.setProperty("aws.region", "eu-central-1");
        try (StsClient sts = StsClient.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            TenantCredentials credentials = TenantCredentials.builder()
                    .sts(sts) // signs with the service's own role
                    .role(tenantRole)
                    .build();
            TenantScope scope = credentials.scope();

            DynamoDbClient dynamoDb = scope.client(DynamoDbClient.builder());
            S3AsyncClient s3 = scope.client(S3AsyncClient.builder());

            try (credentials;
                    dynamoDb;
                    s3) {
                assertThat(catchThrowable(dynamoDb::listTables)).isInstanceOf(NoTenantException.class);
                assertThat(catchThrowable(() -> s3.listBuckets().join()))
                        .hasRootCauseInstanceOf(NoTenantException.class);
            }
        } finally {
            System.clearProperty("aws.region");
        }
    }
}
