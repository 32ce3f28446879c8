package dev.partywall.testing.mistakes;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static dev.partywall.testing.mistakes.Wall.assertLeaks;
import static dev.partywall.testing.mistakes.Wall.attempt;
import static dev.partywall.testing.mistakes.Wall.either;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.LabRole;
import dev.partywall.testing.LabSession;
import dev.partywall.testing.mistakes.Documents.Document;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * Mistakes in who may become whom. Tenants come with a session of the front role, tagged with their id, and read by a
 * session of the data role: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html.
 */
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class TrustMistakesTest {

    private static final String OWN_DOCUMENTS = """
            {"Sid": "OwnDocuments", "Effect": "Allow", "Action": "s3:GetObject",
             "Resource": "arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*"}""";

    private static final String CHAINING = """
            {"Sid": "Chaining", "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*"}""";

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Sid": "Front", "Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": ["sts:AssumeRole", "sts:TagSession"]%s}]}""";

    private static final String OPEN = TRUST.formatted("");

    private static final String OWN_TAG = TRUST.formatted("""
            , "Condition": {"StringEquals": {"aws:RequestTag/TenantId": "${aws:PrincipalTag/TenantId}"}}""");

    private static final String ONLY_OWN_TAG = TRUST.formatted("""
            , "Condition": {"StringEquals": {"aws:RequestTag/TenantId": "${aws:PrincipalTag/TenantId}"},
                            "ForAllValues:StringEquals": {"aws:TagKeys": ["TenantId"]}}""");

    private final AwsLab lab;
    private final Documents documents;
    private final Map<TenantId, AwsCredentialsProvider> sessions = new ConcurrentHashMap<>();
    private LabRole front;
    private LabRole data;
    private boolean transitive;

    TrustMistakesTest(AwsLab lab) {
        this.lab = lab;
        this.documents = new Documents(lab);
        this.front = Wall.role(lab, CHAINING);
        this.data = front;
    }

    private void raise(String trust, String dataPolicy, String... frontPolicy) {
        sessions.clear();
        front = Wall.role(lab, documents.here(String.join(",", frontPolicy)));
        data = Wall.builder(lab, documents.here(dataPolicy)).trust(trust).create();
    }

    private static String self() {
        return TenantContext.require().id().value();
    }

    /** The bound tenant's session of the front role. */
    private AwsCredentialsProvider own() {
        return sessions.computeIfAbsent(TenantContext.require().id(), tenant -> {
            LabSession.Builder session = front.session(tenant.value()).tag("TenantId", tenant.value());
            return (transitive ? session.transitive("TenantId") : session)
                    .start()
                    .credentials();
        });
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** From the front role to another. */
    private AwsCredentialsProvider assume(LabRole role, Tag... tags) {
        AwsCredentialsProvider caller = own();
        List<Tag> all = Arrays.asList(tags);
        Credentials begun = lab.sts()
                .assumeRole(r -> r.roleArn(role.arn())
                        .roleSessionName(self())
                        .tags(all)
                        .overrideConfiguration(o -> o.credentialsProvider(caller)))
                .credentials();
        return StaticCredentialsProvider.create(
                AwsSessionCredentials.create(begun.accessKeyId(), begun.secretAccessKey(), begun.sessionToken()));
    }

    /** As the tenant whose document it is. */
    private String readAsItsTenant(Document document) {
        return documents.readAs(assume(data, tag("TenantId", document.tenant())), document);
    }

    @Test
    void g5_trustWithoutRequestTag_leaksToWhoTagsHimself() {
        IsolationPlan<Document> plan = documents.plan().probe("read", this::readAsItsTenant);

        raise(OPEN, OWN_DOCUMENTS, CHAINING);
        assertLeaks(plan, "read", Kind.FOREIGN, "OwnDocuments");

        raise(OWN_TAG, OWN_DOCUMENTS, CHAINING);
        assertIsolated(plan);
    }

    @Test
    void g5_trustWithoutTagKeys_leaksByTagsThatOtherStatementsGoBy() {
        String staff = """
                {"Sid": "Staff", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::BUCKET/*",
                 "Condition": {"StringEquals": {"aws:PrincipalTag/Kind": "staff"}}}""";
        IsolationPlan<Document> plan = documents.plan().probe("readAsStaff", document -> {
            Tag own = tag("TenantId", self());
            return documents.readAs(
                    either(() -> assume(data, own, tag("Kind", "staff")), () -> assume(data, own)), document);
        });

        raise(OWN_TAG, OWN_DOCUMENTS + "," + staff, CHAINING);
        assertLeaks(plan, "readAsStaff", Kind.FOREIGN, "Staff");

        raise(ONLY_OWN_TAG, OWN_DOCUMENTS + "," + staff, CHAINING);
        assertIsolated(plan);
    }

    /** What is inherited cannot be passed anew. */
    @Test
    void g6_tenantTagNotTransitive_leaksDownTheChain() {
        IsolationPlan<Document> plan = documents
                .plan()
                .probe(
                        "read",
                        document -> documents.readAs(
                                either(() -> assume(data, tag("TenantId", document.tenant())), () -> assume(data)),
                                document));

        raise(OPEN, OWN_DOCUMENTS, CHAINING);
        assertLeaks(plan, "read", Kind.FOREIGN, "OwnDocuments");

        transitive = true;
        raise(OPEN, OWN_DOCUMENTS, CHAINING);
        assertIsolated(plan);
    }

    /** A session without tags has those of its role. */
    @Test
    void g7_tagRoleReachable_leaksToWhoTagsTheRole() {
        String roleTags = """
                {"Sid": "RoleTags", "Effect": "Allow", "Action": "iam:TagRole", "Resource": "*"}""";
        IsolationPlan<Document> plan = documents.plan().probe("readByRoleTag", document -> {
            attempt(() -> tagData(document.tenant()));
            return either(() -> documents.readAs(assume(data), document), () -> documents.readAs(own(), document));
        });

        raise(OPEN, OWN_DOCUMENTS, CHAINING, OWN_DOCUMENTS, roleTags);
        assertLeaks(plan, "readByRoleTag", Kind.FOREIGN, "RoleTags");

        raise(OPEN, OWN_DOCUMENTS, CHAINING, OWN_DOCUMENTS);
        assertIsolated(plan);
    }

    private Object tagData(String tenant) {
        AwsCredentialsProvider caller = own();
        var tag = software.amazon.awssdk.services.iam.model.Tag.builder()
                .key("TenantId")
                .value(tenant)
                .build();
        return lab.iam()
                .tagRole(r ->
                        r.roleName(data.name()).tags(tag).overrideConfiguration(o -> o.credentialsProvider(caller)));
    }

    @Test
    void g7_updateAssumeRolePolicyReachable_leaksToWhoRewritesTheTrust() {
        String trusts = """
                {"Sid": "Trusts", "Effect": "Allow", "Action": "iam:UpdateAssumeRolePolicy", "Resource": "*"}""";
        IsolationPlan<Document> plan = documents.plan().probe("readByNewTrust", document -> {
            attempt(this::openTrust);
            return readAsItsTenant(document);
        });

        raise(OWN_TAG, OWN_DOCUMENTS, CHAINING, trusts);
        assertLeaks(plan, "readByNewTrust", Kind.FOREIGN, "Trusts");

        raise(OWN_TAG, OWN_DOCUMENTS, CHAINING);
        assertIsolated(plan);
    }

    private Object openTrust() {
        AwsCredentialsProvider caller = own();
        return lab.iam()
                .updateAssumeRolePolicy(r -> r.roleName(data.name())
                        .policyDocument(OPEN)
                        .overrideConfiguration(o -> o.credentialsProvider(caller)));
    }

    /**
     * Each tenant has a role that is tagged with its id, and may pass other session tags. A session tag takes the place of
     * a role's tag whatever the case of its key; the values of aws:TagKeys are compared with case.
     */
    @Test
    void g9_tagKeyInAnotherCase_leaksPastTheBoundOnTagKeys() {
        raise(OPEN, OWN_DOCUMENTS, CHAINING);
        assertLeaks(silos("ForAllValues:StringNotEquals"), "readRetagged", Kind.FOREIGN, "OtherTags");

        assertIsolated(silos("ForAllValues:StringNotEqualsIgnoreCase"));
    }

    private IsolationPlan<Document> silos(String operator) {
        Map<String, LabRole> silos = new ConcurrentHashMap<>();
        return documents.plan().probe("readRetagged", document -> {
            LabRole silo = silos.computeIfAbsent(self(), tenant -> silo(tenant, operator));
            return documents.readAs(
                    either(() -> assume(silo, tag("tenantid", document.tenant())), () -> assume(silo)), document);
        });
    }

    private LabRole silo(String tenant, String operator) {
        String trust = """
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "Own", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                   "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalTag/TenantId": "%s"}}},
                  {"Sid": "OtherTags", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                   "Action": "sts:TagSession", "Condition": {"%s": {"aws:TagKeys": ["TenantId"]}}}]}""".formatted(tenant, operator);
        return Wall.builder(lab, documents.here(OWN_DOCUMENTS))
                .tag("TenantId", tenant)
                .trust(trust)
                .create();
    }
}
