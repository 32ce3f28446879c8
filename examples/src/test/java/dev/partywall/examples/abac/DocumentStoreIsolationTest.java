package dev.partywall.examples.abac;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
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
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;

/**
 * The DAO over scoped clients, attacked: the kit binds the attacker for each attempt, and the clients follow the binding.
 *
 * <p>Sessions start when fixtures are made, not in attempts, and are kept: the trust policy is no part of this.
 */
@AwsLabTest
@TestInstance(Lifecycle.PER_CLASS)
final class DocumentStoreIsolationTest {

    /** How to find a tenant's data, and a branch key of the same id from another key store. */
    private record Document(String owner, String id, String file, SdkBytes otherStoresKey) {}

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
        SdkBytes otherStoresKey = lab.kms()
                .generateDataKeyWithoutPlaintext(GenerateDataKeyWithoutPlaintextRequest.builder()
                        .keyId(service.rootKey())
                        .numberOfBytes(32)
                        .encryptionContext(context("other-keys"))
                        .build())
                .ciphertextBlob();
        return new Document(tenant.value(), "plan", "logo.svg", otherStoresKey);
    }

    private static Map<String, String> context(String keyStore) {
        return Map.of(
                "branch-key-id", TenantContext.require().id().value(), "type", "branch:ACTIVE", "tablename", keyStore);
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
                .forbidden(
                        "branch key of another key store",
                        document -> service.kms()
                                .decrypt(decrypt -> decrypt.keyId(service.rootKey())
                                        .ciphertextBlob(document.otherStoresKey())
                                        .encryptionContext(context("other-keys"))))
                .covers(DocumentStore.class);
    }

    @Test
    void documents_underOnePolicy_areIsolatedAndEveryProtectionIsNeeded() {
        IsolationReport report = assertIsolated(plan().mutatePolicies());

        assertThat(report.failures()).isEmpty();
        assertThat(report.survivors()).isEmpty();
        assertThat(report.mutants()).isNotEmpty();
        assertThat(report.results())
                .extracting(IsolationReport.Result::barrier)
                .contains(Barrier.IAM, Barrier.CONTEXT);
    }
}
