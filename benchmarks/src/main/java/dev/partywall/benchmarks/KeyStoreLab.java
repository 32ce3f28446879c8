package dev.partywall.benchmarks;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.SealingEngine;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;

/** A key store in an AWS inside this JVM, and the ways to seal that read it. */
final class KeyStoreLab implements AutoCloseable {

    private static final String TABLE = "tenant-keys";

    /** So far that a new data key does not show in a mean. */
    private static final DataKeyReuse REUSE = new DataKeyReuse(1_000_000, 1L << 40, Duration.ofMinutes(5));

    private final AwsLab lab = AwsLab.start();
    private final String rootKey = lab.createKey();
    private final TenantKeyring operator = keyring().build();
    private final Map<Contender, TenantKeyring> keyrings = new EnumMap<>(Contender.class);
    private final Set<TenantId> tenants = new HashSet<>();
    private final int frameLength;

    KeyStoreLab(int frameLength) {
        this.frameLength = frameLength;
        operator.branchKeys().createKeyStore();
    }

    private TenantKeyring.Builder keyring() {
        return TenantKeyring.builder().keyStore(TABLE, lab.dynamoDb()).rootKey(rootKey, lab.kms());
    }

    /** One keyring for all tenants, as a service has it. */
    Sealing partywall(Contender contender, TenantId tenant, String purpose) {
        create(tenant);
        TenantKeyring keyring = keyrings.computeIfAbsent(contender, this::build);
        return new PartywallSealing(tenant, keyring.encryptor(purpose));
    }

    private TenantKeyring build(Contender contender) {
        TenantKeyring.Builder builder = keyring().frameLength(frameLength);
        if (contender == Contender.PARTYWALL_SDK) {
            builder.engine(SealingEngine.ENCRYPTION_SDK);
        } else if (contender == Contender.PARTYWALL_REUSE) {
            builder.dataKeyReuse(REUSE);
        }
        return builder.build();
    }

    Sealing encryptionSdk(TenantId tenant, String purpose) {
        create(tenant);
        return new EncryptionSdkSealing(tenant, purpose, frameLength, encryptionSdkKeyStore());
    }

    private void create(TenantId tenant) {
        if (tenants.add(tenant)) {
            operator.branchKeys().create(tenant);
        }
    }

    private KeyStore encryptionSdkKeyStore() {
        return KeyStore.builder()
                .KeyStoreConfig(KeyStoreConfig.builder()
                        .ddbTableName(TABLE)
                        .logicalKeyStoreName(TABLE)
                        .ddbClient(lab.dynamoDb())
                        .kmsClient(lab.kms())
                        .kmsConfiguration(
                                KMSConfiguration.builder().kmsKeyArn(rootKey).build())
                        .build())
                .build();
    }

    /** How many calls reached KMS and DynamoDB so far. */
    int awsCalls() {
        return lab.calls().count();
    }

    @Override
    public void close() {
        keyrings.values().forEach(TenantKeyring::close);
        operator.close();
        lab.close();
    }
}
