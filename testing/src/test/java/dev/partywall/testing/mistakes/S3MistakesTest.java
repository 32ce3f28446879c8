package dev.partywall.testing.mistakes;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static dev.partywall.testing.mistakes.Wall.assertLeaks;

import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.LabRole;
import dev.partywall.testing.mistakes.Documents.Document;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Mistakes in policies for S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html. */
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class S3MistakesTest {

    private static final String OWN_DOCUMENTS = """
            {"Sid": "OwnDocuments", "Effect": "Allow", "Action": "s3:GetObject",
             "Resource": "arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*"}""";

    private static final String OWN_LISTING = """
            {"Sid": "OwnListing", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET",
             "Condition": {"StringLike": {"s3:prefix": "${aws:PrincipalTag/TenantId}/*"}}}""";

    private static final String ANY_LISTING = """
            {"Sid": "OwnListing", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET"}""";

    private final AwsLab lab;
    private final Documents documents;

    S3MistakesTest(AwsLab lab) {
        this.lab = lab;
        this.documents = new Documents(lab);
    }

    private void raise(String statement) {
        Wall.raise(lab, documents.here(statement));
    }

    /** The attack needs two tenants of whose ids one begins with the other, as a plan's have. */
    @Test
    void s1_prefixWithoutSlash_leaksToTenantsWithShorterIds() {
        raise(OWN_DOCUMENTS.replace("}/*", "}*"));
        assertLeaks(documents.reading(), "read", Kind.FOREIGN, "OwnDocuments");

        raise(OWN_DOCUMENTS);
        assertIsolated(documents.reading());
    }

    @Test
    void s2_listingWithoutPrefixCondition_leaksTheNames() {
        IsolationPlan<Document> plan =
                documents.plan().probe("list", document -> documents.list(document.tenant() + "/"));

        raise(ANY_LISTING);
        assertLeaks(plan, "list", Kind.FOREIGN, "OwnListing");

        raise(OWN_LISTING);
        assertIsolated(plan);
    }

    @Test
    void s2_prefixConditionIfExists_leaksToListingsWithoutPrefix() {
        IsolationPlan<Document> plan = documents
                .plan()
                .probe("list", document -> documents.list(document.tenant() + "/"))
                .forbidden("listAll", document -> documents.listAll());

        raise(OWN_LISTING.replace("StringLike", "StringLikeIfExists"));
        assertLeaks(plan, "listAll", Kind.FORBIDDEN, "OwnListing");

        raise(OWN_LISTING);
        assertIsolated(plan);
    }

    /**
     * Partywall's own tenant ids have no slash, so the ids here are those of the application: a tenant's id is the parent
     * of all others'. What must change is the ids, not the policy.
     */
    @Test
    void s3_slashInTenantId_leaksToTheParent() {
        assertLeaks(mapped(id -> id.equals("t1") ? "acme" : "acme/" + id), "read", Kind.FOREIGN, "OwnDocuments");

        assertIsolated(mapped(id -> id.equals("t1") ? "acme" : "acme-" + id));
    }

    private IsolationPlan<Document> mapped(UnaryOperator<String> ids) {
        lab.tenantRoles(tenant -> roleOf(ids.apply(tenant.value())));
        return IsolationPlan.on(lab, (tenant, canary) -> documents.save(ids.apply(tenant.value()), canary))
                .probe("read", documents::read);
    }

    private LabRole roleOf(String id) {
        return Wall.builder(lab, documents.here(OWN_DOCUMENTS))
                .tag("TenantId", id)
                .create();
    }
}
