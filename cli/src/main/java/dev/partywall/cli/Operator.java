package dev.partywall.cli;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.cli.settings.CertificateSettings;
import dev.partywall.cli.settings.OperatorSettings;
import dev.partywall.cli.settings.RegistrySettings;
import dev.partywall.cli.settings.SettingKey;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.TenantKeyRules;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.DynamoDbTenantRegistry;
import dev.partywall.lifecycle.JdbcTenantRegistry;
import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.TenantLifecycle;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.lifecycle.reencryption.DynamoDbJobStore;
import dev.partywall.lifecycle.reencryption.JdbcJobStore;
import dev.partywall.lifecycle.reencryption.JobStore;
import java.security.KeyPair;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a command works with, as the settings say: the registry, the lifecycle, the branch keys. */
final class Operator implements AutoCloseable {

    private final OperatorSettings settings;
    private final Surroundings surroundings;
    private final AwsClients clients;

    Operator(OperatorSettings settings, Surroundings surroundings) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.clients = new AwsClients(settings, surroundings.credentials());
    }

    TenantRegistry registry() {
        return registrySettings() instanceof RegistrySettings.Jdbc jdbc ? database(jdbc) : dynamoDb();
    }

    /** A tenant's record, or the refusal of a tenant that there is not. */
    TenantRecord find(TenantId tenant) {
        return registry()
                .find(tenant)
                .orElseThrow(() -> new TenantNotServedException(
                        ErrorCode.TENANT_UNKNOWN,
                        tenant,
                        false,
                        "there is no such tenant in the registry; look at its spelling, or onboard it first",
                        null));
    }

    /** Makes the registry's tables where they do not exist. */
    void createRegistry() {
        if (registrySettings() instanceof RegistrySettings.Jdbc jdbc) {
            database(jdbc).createTables();
        } else {
            dynamoDb().createTable();
        }
    }

    private RegistrySettings registrySettings() {
        return OperatorSettings.required(settings.registry(), SettingKey.REGISTRY_TABLE, "this command");
    }

    private DynamoDbTenantRegistry dynamoDb() {
        RegistrySettings.DynamoDb table = (RegistrySettings.DynamoDb) registrySettings();
        return DynamoDbTenantRegistry.builder(table.table(), clients.dynamoDb())
                .clock(surroundings.clock())
                .build();
    }

    private JdbcTenantRegistry database(RegistrySettings.Jdbc jdbc) {
        JdbcTenantRegistry.Builder builder =
                JdbcTenantRegistry.builder(new Database(jdbc.database())).clock(surroundings.clock());
        jdbc.tablePrefix().ifPresent(builder::tablePrefix);
        return builder.build();
    }

    /** Where re-encryptions keep what they remember: a table of its own, or beside a registry in a database. */
    JobStore jobs() {
        return settings.jobs().isEmpty() && registrySettings() instanceof RegistrySettings.Jdbc jdbc
                ? jobsIn(jdbc)
                : jobsInDynamoDb();
    }

    /** Makes that table where it does not exist. */
    void createJobs() {
        if (settings.jobs().isEmpty() && registrySettings() instanceof RegistrySettings.Jdbc jdbc) {
            jobsIn(jdbc).createTable();
        } else {
            jobsInDynamoDb().createTable();
        }
    }

    private static JdbcJobStore jobsIn(RegistrySettings.Jdbc jdbc) {
        Database database = new Database(jdbc.database());
        return jdbc.tablePrefix()
                .map(prefix -> JdbcJobStore.of(database, prefix))
                .orElseGet(() -> JdbcJobStore.of(database));
    }

    private DynamoDbJobStore jobsInDynamoDb() {
        return DynamoDbJobStore.of(
                OperatorSettings.required(settings.jobs(), SettingKey.JOBS_TABLE, "a re-encryption"),
                clients.dynamoDb());
    }

    /** The database of the records that are re-encrypted. */
    Database records() {
        return new Database(
                OperatorSettings.required(settings.records(), SettingKey.RECORDS_JDBC_URL, "a re-encryption of rows"));
    }

    AwsClients clients() {
        return clients;
    }

    String keyStore() {
        return OperatorSettings.required(settings.keyStore(), SettingKey.KEY_STORE_TABLE, "this command");
    }

    /** The lifecycle with what the settings have. */
    TenantLifecycle lifecycle(IsolationEventListener listener) {
        return lifecycleBuilder(listener).build();
    }

    /** The same, for commands that need more. */
    TenantLifecycle.Builder lifecycleBuilder(IsolationEventListener listener) {
        TenantLifecycle.Builder builder = TenantLifecycle.builder()
                .registry(registry())
                .keyStore(keyStore(), clients.dynamoDb())
                .kms(clients.kms())
                .policies(TenantPolicies.forTag(settings.tenantTag()))
                .fleet(settings.fleet())
                .listener(listener)
                .clock(surroundings.clock());
        settings.sharedRootKey().ifPresent(builder::sharedRootKey);
        settings.siloKeys().ifPresent(builder::siloKeys);
        settings.roles().ifPresent(roles -> builder.tenantRoles(roles, clients.iam()));
        if (!settings.sharedRoles().isEmpty()) {
            builder.sharedRoles(clients.iam(), settings.sharedRoles().toArray(String[]::new));
        }
        return builder;
    }

    /** Who signs certificates, if the settings say. The keys are read now. */
    Optional<CertificateSigner> certificateSigner() {
        return settings.certificate().map(Operator::signer);
    }

    private static CertificateSigner signer(CertificateSettings certificate) {
        KeyPair pair = new KeyPair(
                Pem.publicKey(SettingKey.CERTIFICATE_PUBLIC_KEY_FILE.toString(), certificate.publicKeyFile()),
                Pem.privateKey(SettingKey.CERTIFICATE_KEY_FILE.toString(), certificate.keyFile()));
        return CertificateSigner.of(certificate.keyId(), pair);
    }

    /** A keyring by the registry itself, to be closed by the caller. */
    TenantKeyring keyring() {
        TenantRegistry registry = registry();
        return keyringBuilder()
                .rootKeys(tenant -> rulesOf(registry, tenant), clients.kms())
                .build();
    }

    /** What this JVM knows of the tenants, to be closed by the caller. */
    TenantDirectory directory() {
        return TenantDirectory.builder()
                .registry(registry())
                .fleet(settings.fleet())
                .clock(surroundings.clock())
                .build();
    }

    /** A keyring that serves tenants as a node does, to be closed by the caller before the directory is. */
    TenantKeyring servingKeyring(TenantDirectory directory) {
        return keyringBuilder()
                .rootKeys(directory, clients.kms())
                .gate(directory)
                .build();
    }

    /** The key store, whoever the tenants are: for making its table. */
    void createKeyStore() {
        try (TenantKeyring keyring =
                keyringBuilder().rootKeys(Operator::nobodysRules, clients.kms()).build()) {
            keyring.branchKeys().createKeyStore();
        }
    }

    private TenantKeyring.Builder keyringBuilder() {
        return TenantKeyring.builder().keyStore(keyStore(), clients.dynamoDb()).clock(surroundings.clock());
    }

    private static TenantKeyRules rulesOf(TenantRegistry registry, TenantId tenant) {
        return registry.find(tenant).flatMap(Operator::rules).orElseGet(() -> nobodysRules(tenant));
    }

    private static Optional<TenantKeyRules> rules(TenantRecord record) {
        Set<String> former = record.key().formerRootKey().stream().collect(Collectors.toSet());
        return record.key()
                .rootKey()
                .map(key -> new TenantKeyRules(key, former, record.key().retired()));
    }

    private static TenantKeyRules nobodysRules(TenantId tenant) {
        throw new TenantNotServedException(
                ErrorCode.TENANT_UNKNOWN,
                tenant,
                false,
                "the registry names no root key for it; onboard it first",
                null);
    }

    @Override
    public void close() {
        clients.close();
    }
}
