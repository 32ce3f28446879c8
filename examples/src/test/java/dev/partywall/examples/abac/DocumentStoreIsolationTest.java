package dev.partywall.examples.abac;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.IsolationReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The DAO over scoped clients, attacked: the kit binds the attacker for each attempt, and the clients follow the binding.
 *
 * <p>Sessions start when fixtures are made, not in attempts, and are kept: the trust policy is no part of this.
 */
@AwsLabTest
@TestInstance(Lifecycle.PER_CLASS)
final class DocumentStoreIsolationTest {

    /** What somebody may attach to the role one day; the denials of the tenants' policy have to hold against it. */
    private static final String MISTAKE = """
            {"Version": "2012-10-17", "Statement": {
              "Sid": "Mistake", "Effect": "Allow", "Action": ["dynamodb:Scan", "dynamodb:PartiQLSelect"], "Resource": "*"}}
            """;

    /**
     * How to find a tenant's data.
     *
     * @param owner the tenant's id
     * @param id of its document
     * @param file of its files
     * @param wrapped what the root key has wrapped for it, as it wraps branch keys
     */
    private record Document(String owner, String id, String file, SdkBytes wrapped) {}

    private final AwsLab lab;
    private final DocumentService service;
    private final DocumentStore documents;
    private final HttpClient browser = HttpClient.newHttpClient();

    DocumentStoreIsolationTest(AwsLab lab) {
        this.lab = lab;
        this.service = new DocumentService(lab);
        this.documents = service.documents();
    }

    @AfterAll
    void close() {
        service.close();
    }

    private Document make(TenantId tenant, String canary) {
        service.onboard(tenant);
        documents.save(tenant.value(), "plan", canary);
        documents.attach(tenant.value(), "logo.svg", canary);
        documents.attach(tenant.value(), canary, "named by the canary, for listings");
        documents.save(tenant.value(), canary, "as well");
        lab.dynamoDb()
                .putItem(put -> put.tableName(DocumentService.KEY_STORE)
                        .item(Map.of(
                                "branch-key-id", AttributeValue.fromS(tenant.value()),
                                "type", AttributeValue.fromS("note"),
                                "text", AttributeValue.fromS(canary))));
        return new Document(tenant.value(), "plan", "logo.svg", wrap(canary, context(tenant.value())));
    }

    /** As an operator. */
    private SdkBytes wrap(String text, Map<String, String> context) {
        return lab.kms()
                .encrypt(encrypt -> encrypt.keyId(service.rootKey())
                        .plaintext(SdkBytes.fromUtf8String(text))
                        .encryptionContext(context))
                .ciphertextBlob();
    }

    /** As the bound tenant. */
    private String unwrap(SdkBytes wrapped, Map<String, String> context) {
        return service.kms()
                .decrypt(decrypt ->
                        decrypt.keyId(service.rootKey()).ciphertextBlob(wrapped).encryptionContext(context))
                .plaintext()
                .asUtf8String();
    }

    private static Map<String, String> context(String owner) {
        return Map.of("branch-key-id", owner, "type", "branch:ACTIVE", "tablename", DocumentService.KEY_STORE);
    }

    private static Map<String, String> with(Map<String, String> context, String name, String value) {
        Map<String, String> other = new HashMap<>(context);
        other.put(name, value);
        return other;
    }

    private Map<String, AttributeValue> noteInKeyStore(String owner) {
        return service.dynamoDb()
                .getItem(get -> get.tableName(DocumentService.KEY_STORE)
                        .key(Map.of(
                                "branch-key-id", AttributeValue.fromS(owner), "type", AttributeValue.fromS("note"))))
                .item();
    }

    /** What the operator wraps and the bound tenant may not unwrap, though its own id stands in it. */
    private void unwrapOwn(String owner, String name, String value) {
        Map<String, String> context = with(context(owner), name, value);
        unwrap(wrap("not a branch key of this key store", context), context);
    }

    private String follow(URI link) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private IsolationPlan<Document> plan() {
        return IsolationPlan.on(lab, this::make)
                .probe("read", document -> documents.read(document.owner(), document.id()))
                .probe("ids", document -> documents.ids(document.owner()).get())
                .action("save", document -> documents.save(document.owner(), document.id(), "changed"))
                .action("attach", document -> documents.attach(document.owner(), document.file(), "changed"))
                .probe("files", document -> documents.files(document.owner()))
                .probe("link", document -> follow(documents.link(document.owner(), document.file())))
                .probe("row of the key store", document -> noteInKeyStore(document.owner()))
                .probe("unwrap", document -> unwrap(document.wrapped(), context(document.owner())))
                .forbidden(
                        "unwrap from another key store", document -> unwrapOwn(document.owner(), "tablename", "other"))
                .forbidden("unwrap something else", document -> unwrapOwn(document.owner(), "invoice", "1"))
                .forbidden("scan", document -> service.dynamoDb().scan(scan -> scan.tableName(DocumentStore.TABLE)))
                .forbidden(
                        "PartiQL",
                        document -> service.dynamoDb()
                                .executeStatement(execute -> execute.statement("SELECT * FROM documents")))
                .covers(DocumentStore.class);
    }

    @Test
    void documents_underOnePolicy_areIsolatedAndEveryProtectionIsNeeded() {
        service.roles().tenants().putPolicy("mistake", MISTAKE);

        IsolationReport report = assertIsolated(plan().mutatePolicies()
                .toleratesMutants("statement dropped", "no session starts without a tenant: the trust policy")
                .toleratesMutants("condition Null dynamodb:LeadingKeys dropped", "DenyScans is the second lock")
                .toleratesMutants(
                        "condition Null kms:EncryptionContextKeys dropped",
                        "the pairs that are wanted are missing too"));

        assertThat(report.failures()).isEmpty();
        assertThat(report.survivors()).isEmpty();
        assertThat(report.mutants())
                .hasSizeGreaterThan(20)
                .filteredOn(mutant -> mutant.caughtBy().isEmpty())
                .extracting(mutant -> mutant.statement() + ": " + mutant.change())
                .containsExactlyInAnyOrder(
                        "DenyMalformedTenant: statement dropped",
                        "DenyWithoutTenant: statement dropped",
                        "OwnItemsReadWrite: condition Null dynamodb:LeadingKeys dropped",
                        "OwnBranchKeyRowsRead: condition Null dynamodb:LeadingKeys dropped",
                        "OwnBranchKeyDecrypt: condition Null kms:EncryptionContextKeys dropped");
        assertThat(report.results()).extracting(IsolationReport.Result::barrier).contains(Barrier.IAM, Barrier.CONTEXT);
    }
}
