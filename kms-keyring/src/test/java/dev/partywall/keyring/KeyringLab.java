package dev.partywall.keyring;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.model.KmsException;

/** A lab with a key store and a keyring, for tests. */
final class KeyringLab implements AutoCloseable {

    static final String TABLE = "tenant-keys";
    static final TenantId ACME = TenantId.of("acme");
    static final TenantId GLOBEX = TenantId.of("globex");
    static final RecordId RECORD = RecordId.of("invoice-1");
    static final byte[] PLAINTEXT = "IBAN DE00 CANARY-PLAINTEXT-7d1f".getBytes(StandardCharsets.UTF_8);

    /** What must not show in any log of this test run: filled when a lab closes. */
    static final Secrets SECRETS = new Secrets();

    /** How many branch keys {@link #SECRETS} holds, and how many rows did not open. */
    static final AtomicInteger SEARCHED = new AtomicInteger();

    static final AtomicInteger SPOILT = new AtomicInteger();

    private static final String EVERYTHING = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["kms:*", "dynamodb:*"], "Resource": "*"}]}
            """;

    private final AwsLab lab;
    private final String rootKeyArn;
    private final TenantKeyring keyring;
    private final LabRole service;
    private final Map<String, AwsSessionCredentials> sessions = new ConcurrentHashMap<>();

    private KeyringLab(AwsLab lab) {
        this.lab = lab;
        this.rootKeyArn = lab.createKey();
        this.service = lab.role("service")
                .maxSessionDuration(Duration.ofHours(12))
                .policy("everything", EVERYTHING)
                .create();
        this.keyring = builder().build();
        keyring.branchKeys().createKeyStore();
    }

    static KeyringLab start() {
        return new KeyringLab(AwsLab.start());
    }

    AwsLab aws() {
        return lab;
    }

    String rootKeyArn() {
        return rootKeyArn;
    }

    /** The keyring that stands for a service in production. */
    TenantKeyring keyring() {
        return keyring;
    }

    TenantEncryptor invoices() {
        return keyring.encryptor("invoices");
    }

    /** For further keyrings on the same key store: other nodes, other settings. */
    TenantKeyring.Builder builder() {
        return TenantKeyring.builder().keyStore(TABLE, lab.dynamoDb()).rootKey(rootKeyArn, lab.kms());
    }

    /**
     * A session of a role that may use every key and every table, for 12 hours; the same one for the same name until
     * {@link #forgetSessions}.
     */
    AwsSessionCredentials session(String name) {
        return sessions.computeIfAbsent(name, this::assume);
    }

    private AwsSessionCredentials assume(String name) {
        return (AwsSessionCredentials) service.session(name)
                .duration(Duration.ofHours(12))
                .start()
                .credentials()
                .resolveCredentials();
    }

    /** Lets sessions of these names begin anew. */
    void forgetSessions() {
        sessions.clear();
    }

    TenantId createTenant(String id) {
        TenantId tenant = TenantId.of(id);
        keyring.branchKeys().create(tenant);
        return tenant;
    }

    byte[] seal(TenantId tenant) {
        return TenantContext.call(tenant, () -> invoices().encrypt(PLAINTEXT, RECORD));
    }

    byte[] open(TenantId tenant, byte[] message) {
        return TenantContext.call(tenant, () -> invoices().decrypt(message, RECORD));
    }

    @Override
    public void close() {
        keyring.close();
        lab.faults().clear();
        SECRETS.add(PLAINTEXT);
        SECRETS.add(secretKey());
        lab.dynamoDb().scanPaginator(request -> request.tableName(TABLE)).items().stream()
                .filter(row -> row.containsKey("enc"))
                .limit(500)
                .forEach(this::addBranchKey);
        lab.close();
    }

    private byte[] secretKey() {
        return lab.credentials().resolveCredentials().secretAccessKey().getBytes(StandardCharsets.UTF_8);
    }

    /** Unwraps a row of the key store as its encryption context says, unless a test has spoilt it. */
    private void addBranchKey(Map<String, AttributeValue> row) {
        Map<String, String> context = new HashMap<>();
        row.forEach((name, value) -> {
            if (!name.equals("enc")) {
                context.put(name, value.s() == null ? value.n() : value.s());
            }
        });
        context.put("tablename", TABLE);
        try {
            SECRETS.add(lab.kms()
                    .decrypt(request -> request.keyId(rootKeyArn)
                            .ciphertextBlob(
                                    Objects.requireNonNull(row.get("enc")).b())
                            .encryptionContext(context))
                    .plaintext()
                    .asByteArray());
            SEARCHED.incrementAndGet();
        } catch (KmsException spoilt) {
            SPOILT.incrementAndGet();
        }
    }
}
