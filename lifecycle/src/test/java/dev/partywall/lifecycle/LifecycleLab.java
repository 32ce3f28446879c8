package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantScope;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.sts.StsClient;

/** A lab with a key store, a registry in DynamoDB, and all that a lifecycle needs. */
final class LifecycleLab implements AutoCloseable {

    static final String TABLE = "tenant-keys";
    static final String REGISTRY = "tenants";
    static final String ROLE_PATH = "/tenants/";
    static final RecordId RECORD = RecordId.of("record-1");
    static final byte[] PLAINTEXT = "IBAN DE00 CANARY".getBytes(StandardCharsets.UTF_8);

    /** The shortest that the settings take: tests wait for it. */
    static final FleetSettings FLEET = FleetSettings.of(Duration.ofMillis(20), Duration.ofMillis(100));

    /** For nodes that are not to close because this machine is busy. */
    static final FleetSettings PATIENT = FleetSettings.of(Duration.ofMillis(20), Duration.ofMinutes(5));

    private final AwsLab lab = AwsLab.start();
    private final String sharedRootKey = lab.createKey();
    private final String broughtKey = lab.createKey();
    private final Set<String> keysAtTheBeginning;
    private final String boundary;
    private final LabRole service;
    private final List<IsolationEvent> events = new CopyOnWriteArrayList<>();

    LifecycleLab() {
        DynamoDbTenantRegistry.of(REGISTRY, lab.dynamoDb()).createTable();
        TenantKeyring.builder()
                .keyStore(TABLE, lab.dynamoDb())
                .rootKey(sharedRootKey, lab.kms())
                .build()
                .branchKeys()
                .createKeyStore();
        this.keysAtTheBeginning = usableKeys();
        this.service = lab.role("service").policy("assume", """
                        {"Version":"2012-10-17","Statement":[
                          {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}
                        """).create();
        this.boundary = lab.iam()
                .createPolicy(create -> create.policyName("tenant-boundary")
                        .policyDocument(TenantPolicies.create()
                                .permissionsBoundary(access())
                                .toCompactJson()))
                .policy()
                .arn();
    }

    PublicKey verificationKey() {
        return TestKeys.SIGNING.getPublic();
    }

    static CertificateSigner signer() {
        return CertificateSigner.of("test-key", TestKeys.SIGNING);
    }

    AwsLab aws() {
        return lab;
    }

    String sharedRootKey() {
        return sharedRootKey;
    }

    /** A KMS key for one tenant at a time to bring. */
    String broughtKey() {
        return broughtKey;
    }

    LabRole service() {
        return service;
    }

    List<IsolationEvent> events() {
        return events;
    }

    TenantAccess access() {
        return TenantAccess.builder()
                .keyStore(BranchKeyStore.of(arn("dynamodb", "table/" + TABLE), TABLE, sharedRootKey))
                .table(arn("dynamodb", "table/invoices"), AccessLevel.READ_WRITE)
                .build();
    }

    private String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + lab.region() + ":" + lab.accountId() + ":" + resource;
    }

    TenantRoles roles() {
        TenantPolicies policies = TenantPolicies.create();
        return new TenantRoles(
                ROLE_PATH,
                "tenant-",
                TenantPolicies.TENANT_TAG,
                policies.dedicatedRoleTrustPolicy(service.arn()),
                policies.identityPolicy(access()),
                boundary);
    }

    TenantRegistry registry() {
        return DynamoDbTenantRegistry.of(REGISTRY, lab.dynamoDb());
    }

    /** A lifecycle that can do everything, with roles for single tenants. */
    TenantLifecycle.Builder lifecycle() {
        return lifecycle(lab.dynamoDb(), lab.kms(), lab.iam());
    }

    /** A lifecycle for tenants that share a role. */
    TenantLifecycle.Builder withoutRoles() {
        return TenantLifecycle.builder()
                .registry(registry())
                .keyStore(TABLE, lab.dynamoDb())
                .kms(lab.kms())
                .sharedRootKey(sharedRootKey)
                .siloKeys(SiloKeys.of("tenants"))
                .certificates(signer())
                .fleet(FLEET);
    }

    /** A lifecycle that can do everything, whose every call to AWS an interceptor sees. */
    TenantLifecycle.Builder lifecycle(ExecutionInterceptor interceptor) {
        return lifecycle(
                watched(DynamoDbClient.builder(), interceptor),
                watched(KmsClient.builder(), interceptor),
                watched(IamClient.builder(), interceptor));
    }

    private TenantLifecycle.Builder lifecycle(DynamoDbClient dynamoDb, KmsClient kms, IamClient iam) {
        return TenantLifecycle.builder()
                .registry(DynamoDbTenantRegistry.of(REGISTRY, dynamoDb))
                .keyStore(TABLE, dynamoDb)
                .kms(kms)
                .sharedRootKey(sharedRootKey)
                .siloKeys(SiloKeys.of("tenants"))
                .tenantRoles(roles(), iam)
                .certificates(signer())
                .fleet(FLEET)
                .listener(events::add);
    }

    /** A client of the operator's whose every call interceptors see. */
    IamClient iam(ExecutionInterceptor... interceptors) {
        return IamClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .overrideConfiguration(configuration -> configuration.executionInterceptors(List.of(interceptors)))
                .build();
    }

    private <B extends AwsClientBuilder<B, C>, C> C watched(B builder, ExecutionInterceptor interceptor) {
        return builder.endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(interceptor))
                .addPlugin(TenantScope.serviceClient())
                .build();
    }

    TenantDirectory.Builder directory() {
        return TenantDirectory.builder().registry(registry()).fleet(PATIENT);
    }

    /** A keyring of a node that has just started. */
    TenantKeyring node(TenantDirectory directory) {
        return TenantKeyring.builder()
                .keyStore(TABLE, lab.dynamoDb())
                .rootKeys(directory, lab.kms())
                .gate(directory)
                .build();
    }

    byte[] seal(TenantId tenant) {
        try (TenantDirectory directory = directory().build();
                TenantKeyring keyring = node(directory)) {
            return TenantContext.call(
                    tenant, () -> keyring.encryptor("invoices").encrypt(PLAINTEXT, RECORD));
        }
    }

    byte[] open(TenantId tenant, byte[] message) {
        try (TenantDirectory directory = directory().build();
                TenantKeyring keyring = node(directory)) {
            return TenantContext.call(
                    tenant, () -> keyring.encryptor("invoices").decrypt(message, RECORD));
        }
    }

    /** The KMS keys that are neither on their way out nor were there at the beginning. */
    Set<String> siloKeys() {
        return usableKeys().stream()
                .filter(key -> !keysAtTheBeginning.contains(key))
                .collect(Collectors.toSet());
    }

    private Set<String> usableKeys() {
        return lab.kms().listKeysPaginator().keys().stream()
                .map(KeyListEntry::keyArn)
                .filter(key -> state(key) == KeyState.ENABLED)
                .collect(Collectors.toSet());
    }

    KeyState state(String key) {
        return lab.kms()
                .describeKey(describe -> describe.keyId(key))
                .keyMetadata()
                .keyState();
    }

    /** The usable KMS keys with a tenant's tag. */
    Set<String> siloKeysOf(TenantId tenant) {
        return siloKeys().stream()
                .filter(key -> lab.kms().listResourceTags(list -> list.keyId(key)).tags().stream()
                        .anyMatch(tag -> tag.tagValue().equals(tenant.value())))
                .collect(Collectors.toSet());
    }

    /** Sessions of tenants' own roles, as the service starts them. */
    TenantCredentials credentials(TenantDirectory directory) {
        return TenantCredentials.builder()
                .sts(sts())
                .roles(directory)
                .withoutSessionTags()
                .gate(directory)
                .build();
    }

    StsClient sts() {
        return StsClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(service.session("service").start().credentials())
                .build();
    }

    /** A client with these credentials, whoever is bound. */
    DynamoDbClient unscoped(AwsCredentials credentials) {
        return DynamoDbClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    List<String> rolePolicies(TenantId tenant) {
        String arn = record(tenant).orElseThrow().role().orElseThrow();
        return lab.iam()
                .listRolePolicies(list -> list.roleName(arn.substring(arn.lastIndexOf('/') + 1)))
                .policyNames();
    }

    /** A client that signs as the bound tenant. */
    DynamoDbClient scoped(TenantCredentials credentials) {
        return credentials
                .scope()
                .client(DynamoDbClient.builder()
                        .endpointOverride(lab.endpoint())
                        .region(lab.region()));
    }

    Map<String, AttributeValue> activeRow(DynamoDbClient client, TenantId tenant) {
        return client.getItem(get -> get.tableName(TABLE)
                        .key(Map.of(
                                "branch-key-id",
                                AttributeValue.fromS(tenant.value()),
                                "type",
                                AttributeValue.fromS("branch:ACTIVE"))))
                .item();
    }

    Set<String> aliases() {
        return lab.kms().listAliasesPaginator().aliases().stream()
                .map(alias -> alias.aliasName() + " -> " + alias.targetKeyId())
                .filter(alias -> alias.startsWith("alias/tenants/"))
                .collect(Collectors.toSet());
    }

    List<String> roleNames() {
        return lab.iam().listRolesPaginator(list -> list.pathPrefix(ROLE_PATH)).roles().stream()
                .map(Role::roleName)
                .toList();
    }

    /** The types and root keys of a tenant's rows in the key store. */
    Map<String, String> keyRows(TenantId tenant) {
        return lab
                .dynamoDb()
                .query(query -> query.tableName(TABLE)
                        .consistentRead(true)
                        .keyConditionExpression("#id = :id")
                        .expressionAttributeNames(Map.of("#id", "branch-key-id"))
                        .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(tenant.value()))))
                .items()
                .stream()
                .collect(Collectors.toMap(row -> text(row, "type"), row -> text(row, "kms-arn")));
    }

    private static String text(Map<String, AttributeValue> row, String name) {
        return Objects.requireNonNull(row.get(name)).s();
    }

    Optional<TenantRecord> record(TenantId tenant) {
        return registry().find(tenant);
    }

    /** That a tenant is there with all that it has to have, and nothing more. */
    void assertWhole(TenantId tenant, Tier tier) {
        TenantRecord record = record(tenant).orElseThrow();
        assertThat(record.operation()).isEmpty();
        assertThat(record.tier()).isEqualTo(tier);
        assertThat(record.key().formerRootKey()).isEmpty();
        String rootKey = record.key().rootKey().orElseThrow();
        assertThat(keyRows(tenant).values()).containsOnly(rootKey);
        assertThat(keyRows(tenant).keySet()).contains("branch:ACTIVE", "beacon:ACTIVE");
        if (record.status() == TenantStatus.ACTIVE) {
            assertThat(open(tenant, seal(tenant))).isEqualTo(PLAINTEXT);
        }
    }

    /** That nothing is left of a tenant but its record. */
    void assertShredded(TenantId tenant) {
        TenantRecord record = record(tenant).orElseThrow();
        assertThat(record.operation()).isEmpty();
        assertThat(record.status()).isEqualTo(TenantStatus.SHREDDED);
        assertThat(record.key()).isEqualTo(TenantKeyState.none());
        assertThat(record.role()).isEmpty();
        assertThat(keyRows(tenant)).isEmpty();
        assertThat(siloKeysOf(tenant)).isEmpty();
        String certificate = record.departure().flatMap(Departure::certificate).orElseThrow();
        assertThat(ShreddingCertificate.verify(certificate, verificationKey()).tenant())
                .isEqualTo(tenant);
    }

    /** Everything in the account is some tenant's, by the registry, and everything that the registry names is there. */
    void assertNoOrphans(Set<String> formerKeys) {
        List<TenantRecord> records = lifecycle()
                .build()
                .tenants()
                .filter(record -> record.status() != TenantStatus.SHREDDED)
                .toList();
        Set<String> silos = new HashSet<>(formerKeys);
        Set<String> aliases = new HashSet<>();
        Set<String> roles = new HashSet<>();
        for (TenantRecord record : records) {
            if (record.tier() == Tier.SILO) {
                String rootKey = record.key().rootKey().orElseThrow();
                silos.add(rootKey);
                aliases.add(
                        "alias/tenants/" + record.tenant() + " -> " + rootKey.substring(rootKey.lastIndexOf('/') + 1));
            }
            record.role().ifPresent(role -> roles.add(role.substring(role.lastIndexOf('/') + 1)));
        }
        assertThat(siloKeys()).isEqualTo(silos);
        assertThat(aliases()).isEqualTo(aliases);
        assertThat(roleNames()).containsExactlyInAnyOrderElementsOf(roles);
        assertThat(roles).hasSize(records.size());
    }

    @Override
    public void close() {
        lab.close();
    }
}
