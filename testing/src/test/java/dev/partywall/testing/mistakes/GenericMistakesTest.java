package dev.partywall.testing.mistakes;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static dev.partywall.testing.mistakes.Wall.assertLeaks;
import static dev.partywall.testing.mistakes.Wall.either;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.LabRole;
import dev.partywall.testing.LabSession;
import dev.partywall.testing.mistakes.Documents.Document;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Mistakes in policies of whatever service: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html. */
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class GenericMistakesTest {

    private static final String OWN_DOCUMENTS = """
            {"Sid": "OwnDocuments", "Effect": "Allow", "Action": "s3:GetObject",
             "Resource": "arn:aws:s3:::BUCKET/${aws:PrincipalTag/TenantId}/*"}""";

    private final AwsLab lab;
    private final Documents documents;

    GenericMistakesTest(AwsLab lab) {
        this.lab = lab;
        this.documents = new Documents(lab);
    }

    private LabRole raise(String... statements) {
        return Wall.raise(lab, documents.here(String.join(",", statements)));
    }

    /** The sessions of tenants have no tag Kind, and of what is not there both operators hold. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"StringNotEquals\": {\"aws:PrincipalTag/Kind\": \"tenant\"}",
                "\"StringEqualsIfExists\": {\"aws:PrincipalTag/Kind\": \"staff\"}",
            })
    void g1_operatorThatHoldsOfAMissingTag_leaksEverything(String condition) {
        String staff = """
                {"Sid": "Staff", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::BUCKET/*",
                 "Condition": {%s}}""";

        raise(OWN_DOCUMENTS, staff.formatted(condition));
        assertLeaks(documents.reading(), "read", Kind.FOREIGN, "Staff");

        raise(OWN_DOCUMENTS, staff.formatted("\"StringEquals\": {\"aws:PrincipalTag/Kind\": \"staff\"}"));
        assertIsolated(documents.reading());
    }

    /**
     * Without the version of 2012 a variable is plain text. An Allow then allows nothing, so this cannot leak; a plan is
     * not green all the same, for the tenants do not reach their own data.
     */
    @ParameterizedTest
    @ValueSource(strings = {"\"Version\": \"2008-10-17\", ", ""})
    void g3_variableWithoutVersion_isNoProof(String version) {
        LabRole role = raise(OWN_DOCUMENTS);
        String mistaken = "{" + version + "\"Statement\": [" + documents.here(OWN_DOCUMENTS) + "]}";
        role.putPolicy("tenant-data", mistaken);

        assertThat(documents.reading().run().failures())
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure.attack().kind()).isEqualTo(Kind.CONTROL))
                .allSatisfy(failure -> assertThat(failure.barrier()).isEqualTo(Barrier.IAM))
                .allSatisfy(failure -> assertThat(failure.detail()).contains("fails for its own tenant"));

        role.putPolicy("tenant-data", Wall.policy(documents.here(OWN_DOCUMENTS)));
        assertIsolated(documents.reading());
    }

    /** An operation that tries with a session that was started without the tenant's tag. */
    private IsolationPlan<Document> withUntagged(LabRole role) {
        AwsCredentialsProvider untagged = role.session("untagged").start().credentials();
        return documents
                .reading()
                .probe(
                        "readUntagged",
                        document -> either(() -> documents.readAs(untagged, document), () -> documents.read(document)));
    }

    @Test
    void g4_defaultOfTheTenantVariable_leaksToUntaggedSessions() {
        LabRole mistaken = raise(OWN_DOCUMENTS.replace("TenantId}", "TenantId, 't1'}"));
        assertLeaks(withUntagged(mistaken), "readUntagged", Kind.FOREIGN, "OwnDocuments");

        LabRole corrected = raise(OWN_DOCUMENTS);
        assertIsolated(withUntagged(corrected));
    }

    @Test
    void g7_roleWithTenantTag_leaksToUntaggedSessions() {
        String policy = documents.here(OWN_DOCUMENTS);
        LabRole mistaken = Wall.builder(lab, policy).tag("TenantId", "t1").create();
        lab.tenantRole(mistaken, "TenantId");
        assertLeaks(withUntagged(mistaken), "readUntagged", Kind.FOREIGN, "OwnDocuments");

        LabRole corrected = raise(OWN_DOCUMENTS);
        assertIsolated(withUntagged(corrected));
    }

    /**
     * Every session is called worker and is limited by a session policy. That does not limit what a bucket policy gives to
     * the session by name (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
     */
    @Test
    void g8_bucketPolicyForASession_leaksPastTheSessionPolicy() {
        LabRole role = Wall.role(lab, """
                {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}""");
        Map<TenantId, LabSession> sessions = new ConcurrentHashMap<>();
        IsolationPlan<Document> plan = documents.plan().probe("read", document -> {
            TenantId self = TenantContext.require().id();
            LabSession session = sessions.computeIfAbsent(self, tenant -> worker(role, tenant));
            return documents.readAs(session.credentials(), document);
        });

        admit("arn:aws:sts::111122223333:assumed-role/" + role.name() + "/worker");
        assertLeaks(plan, "read", Kind.FOREIGN, "Workers");

        admit(role.arn());
        assertIsolated(plan);
    }

    private LabSession worker(LabRole role, TenantId tenant) {
        String own = OWN_DOCUMENTS.replace("${aws:PrincipalTag/TenantId}", tenant.value());
        return role.session("worker").policy(Wall.policy(documents.here(own))).start();
    }

    private void admit(String principal) {
        String policy = Wall.policy("""
                {"Sid": "Workers", "Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::BUCKET/*"}""".formatted(principal));
        lab.s3().putBucketPolicy(r -> r.bucket(documents.bucket()).policy(documents.here(policy)));
    }
}
