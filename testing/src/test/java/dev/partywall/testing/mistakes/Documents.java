package dev.partywall.testing.mistakes;

import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.IsolationPlan;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One bucket for all tenants, a prefix for each. */
final class Documents {

    /** A document's key begins with its tenant. */
    record Document(String tenant, String name) {

        String key() {
            return tenant + "/" + name;
        }
    }

    private final AwsLab lab;
    private final String bucket = "documents-" + UUID.randomUUID();

    Documents(AwsLab lab) {
        this.lab = lab;
        lab.s3().createBucket(r -> r.bucket(bucket));
    }

    String bucket() {
        return bucket;
    }

    /** A statement on this bucket. */
    String here(String statement) {
        return statement.replace("BUCKET", bucket);
    }

    /** Stores a document whose name and text are the canary. */
    Document save(String tenant, String canary) {
        Document document = new Document(tenant, canary);
        lab.s3().putObject(r -> r.bucket(bucket).key(document.key()), RequestBody.fromString(canary));
        return document;
    }

    private Document create(TenantId tenant, String canary) {
        return save(tenant.value(), canary);
    }

    String read(Document document) {
        return lab.boundTenant()
                .s3()
                .getObjectAsBytes(r -> r.bucket(bucket).key(document.key()))
                .asUtf8String();
    }

    String readAs(AwsCredentialsProvider caller, Document document) {
        return lab.s3()
                .getObjectAsBytes(r ->
                        r.bucket(bucket).key(document.key()).overrideConfiguration(o -> o.credentialsProvider(caller)))
                .asUtf8String();
    }

    List<String> list(String prefix) {
        return lab.boundTenant().s3().listObjectsV2(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    List<String> listAll() {
        return lab.boundTenant().s3().listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** A plan with no operation yet. */
    IsolationPlan<Document> plan() {
        return IsolationPlan.on(lab, this::create);
    }

    /** A plan that reads documents. */
    IsolationPlan<Document> reading() {
        return plan().probe("read", this::read);
    }
}
