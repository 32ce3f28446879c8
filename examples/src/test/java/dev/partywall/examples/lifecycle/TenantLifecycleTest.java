package dev.partywall.examples.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.DynamoDbTenantRegistry;
import dev.partywall.lifecycle.FleetSettings;
import dev.partywall.lifecycle.Onboarding;
import dev.partywall.lifecycle.RootKeyTarget;
import dev.partywall.lifecycle.RotationSchedule;
import dev.partywall.lifecycle.ShreddingCertificate;
import dev.partywall.lifecycle.SiloKeys;
import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.TenantLifecycle;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.lifecycle.Tier;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** What the document says, from the first day of a tenant to its last. */
@ExtendWith(AwsLabExtension.class)
final class TenantLifecycleTest {

    private static final RecordId RECORD = RecordId.of("invoice-1");

    @Test
    void tenant_fromOnboardingToSuspension_isServedAndThenRefused(AwsLab lab, KmsClient kms, DynamoDbClient dynamoDb) {
        String rootKeyArn = lab.createKey();
        DynamoDbTenantRegistry tenants = DynamoDbTenantRegistry.of("tenants", dynamoDb);
        tenants.createTable();
        TenantRegistry registry = tenants;

        TenantDirectory directory = TenantDirectory.builder().registry(registry).build();
        TenantKeyring keyring = TenantKeyring.builder()
                .keyStore("tenant-keys", dynamoDb)
                .rootKeys(directory, kms) // each tenant's root key, from the registry
                .gate(directory) // who is served, from the registry
                .build();
        directory.evicting(keyring);
        keyring.branchKeys().createKeyStore();

        TenantLifecycle lifecycle = TenantLifecycle.builder()
                .registry(registry)
                .keyStore("tenant-keys", dynamoDb)
                .kms(kms)
                .sharedRootKey(rootKeyArn) // tier POOL
                .siloKeys(SiloKeys.of("tenants")) // tier SILO: alias/tenants/<tenant id>
                .directory(directory) // if this JVM serves tenants as well
                .build();

        lifecycle.onboard(Onboarding.pool(TenantId.of("acme")));
        TenantEncryptor invoices = keyring.encryptor("invoices");
        byte[] sealed = TenantContext.call(TenantId.of("acme"), () -> invoices.encryptString("EUR 1,200", RECORD));

        lifecycle.migrate(TenantId.of("acme"), RootKeyTarget.silo());
        lifecycle.rotateDue(RotationSchedule.olderThan(Duration.ofDays(90)));
        assertThat(TenantContext.<String, RuntimeException>call(
                        TenantId.of("acme"), () -> invoices.decryptString(sealed, RECORD)))
                .isEqualTo("EUR 1,200");
        assertThat(directory.find(TenantId.of("acme")).orElseThrow().tier()).isEqualTo(Tier.SILO);

        lifecycle.suspend(TenantId.of("acme"));
        assertThatThrownBy(() -> TenantContext.run(TenantId.of("acme"), () -> invoices.decryptString(sealed, RECORD)))
                .isInstanceOfSatisfying(
                        TenantNotServedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_SUSPENDED));
        keyring.close();
        directory.close();
    }

    @Test
    void tenant_onItsWayOut_isShreddedWithACertificate(AwsLab lab, KmsClient kms, DynamoDbClient dynamoDb)
            throws GeneralSecurityException {
        DynamoDbTenantRegistry registry = DynamoDbTenantRegistry.of("departing-tenants", dynamoDb);
        registry.createTable();
        String rootKeyArn = lab.createKey();
        TenantKeyring.builder()
                .keyStore("departing-keys", dynamoDb)
                .rootKey(rootKeyArn, kms)
                .build()
                .branchKeys()
                .createKeyStore();
        KeyPair signingKey = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        PublicKey publicKey = signingKey.getPublic();
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(31));
        TenantLifecycle.Builder settings = TenantLifecycle.builder()
                .registry(registry)
                .keyStore("departing-keys", dynamoDb)
                .kms(kms)
                .sharedRootKey(rootKeyArn)
                .certificates(CertificateSigner.of("certificates-2026", signingKey))
                .export(record -> "s3://exports/" + record.tenant())
                .fleet(FleetSettings.of(Duration.ofMillis(20), Duration.ofMillis(100)));
        TenantLifecycle lifecycle = settings.build();
        lifecycle.onboard(Onboarding.pool(TenantId.of("acme")));

        lifecycle.offboard(TenantId.of("acme"), Duration.ofDays(30));
        lifecycle = settings.clock(clock).build();
        ShreddingCertificate certificate = lifecycle.shred(TenantId.of("acme"), "data protection officer");
        String text = certificate.toJws();

        assertThat(ShreddingCertificate.verify(text, publicKey)).isEqualTo(certificate);
        assertThat(certificate.toJson()).contains("s3://exports/acme", "data protection officer");
    }
}
