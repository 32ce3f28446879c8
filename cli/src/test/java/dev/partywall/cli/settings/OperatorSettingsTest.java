package dev.partywall.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.abac.PolicyPlace;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.Tier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

/** The settings file, strictly read. */
final class OperatorSettingsTest {

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::111122223333:role/service"}, "Action": "sts:AssumeRole"}]}
            """;

    private static final String IDENTITY = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
              "Resource": "arn:aws:s3:::docs/${aws:PrincipalTag/TenantId}/*"}]}
            """;

    private static final String KEY = """
            {"Version": "2012-10-17", "Statement": [{"Sid": "{{tenant}}", "Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}]}
            """;

    @TempDir
    private Path folder = Path.of("");

    private OperatorSettings read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("operator.properties"), text);
        return OperatorSettings.read(Optional.of(file), Map.of());
    }

    private void assertRefused(String text, String... words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .message()
                .contains(words);
    }

    @Test
    void read_ofAllSettings_givesTheirValues() throws IOException {
        Files.writeString(folder.resolve("trust.json"), TRUST);
        Files.writeString(folder.resolve("identity.json"), IDENTITY);
        Files.writeString(folder.resolve("key.json"), KEY);

        OperatorSettings settings = read("""
                # A comment
                region = eu-central-1
                endpoint = http://localhost:4566
                registry.table = tenants
                keyStore.table = tenant-keys
                sharedRootKey = arn:aws:kms:eu-central-1:111122223333:key/1
                silo.aliasPrefix = tenants
                silo.deletionWindowDays = 14
                silo.keyPolicyFile = key.json
                tenantTag = Customer
                roles.path = /tenants/
                roles.namePrefix = tenant-
                roles.trustPolicyFile = trust.json
                roles.identityPolicyFile = identity.json
                roles.permissionsBoundary = arn:aws:iam::111122223333:policy/boundary
                sharedRoles = arn:aws:iam::111122223333:role/a, arn:aws:iam::111122223333:role/b
                fleet.pollInterval = 2s
                fleet.bound = 30s
                fleet.bound.byok = PT6S
                certificate.keyFile = signer.pem
                certificate.publicKeyFile = public.pem
                certificate.keyId = ops-1
                """);

        assertThat(settings.region()).contains(Region.EU_CENTRAL_1);
        assertThat(settings.endpoint()).contains(URI.create("http://localhost:4566"));
        assertThat(settings.registry()).contains(new RegistrySettings.DynamoDb("tenants"));
        assertThat(settings.keyStore()).contains("tenant-keys");
        assertThat(settings.siloKeys().orElseThrow().deletionWindowDays()).isEqualTo(14);
        assertThat(settings.siloKeys().orElseThrow().keyPolicy().orElseThrow().apply(TenantId.of("acme")))
                .contains("\"Sid\": \"acme\"");
        assertThat(settings.roles().orElseThrow().tenantTag()).isEqualTo("Customer");
        assertThat(settings.roles().orElseThrow().trustPolicy().place()).isEqualTo(PolicyPlace.TRUST);
        assertThat(settings.sharedRoles())
                .containsExactly("arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b");
        assertThat(settings.fleet().pollInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.fleet().boundOf(Tier.POOL)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.fleet().boundOf(Tier.BRING_YOUR_OWN_KEY)).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.certificate())
                .contains(new CertificateSettings(
                        folder.toAbsolutePath().resolve("signer.pem"),
                        folder.toAbsolutePath().resolve("public.pem"),
                        "ops-1"));
    }

    @Test
    void read_ofAnUnknownName_isRefusedAndNamesItAndTheKnownOnes() {
        assertRefused("registry.tabel = tenants", "Setting 'registry.tabel'", "is not known", "registry.table,");
    }

    @Test
    void read_ofANameThatStandsTwice_isRefused() {
        assertRefused("region = eu-central-1\nregion = us-east-1", "Setting 'region'", "twice");
    }

    @Test
    void read_ofAnEmptyValue_isRefused() {
        assertRefused("sharedRootKey =", "Setting 'sharedRootKey'", "has no value");
    }

    @Test
    void read_ofAFileThatIsNotThere_isRefusedAndNamesIt() {
        Path missing = folder.resolve("missing.properties");

        assertThatThrownBy(() -> OperatorSettings.read(Optional.of(missing), Map.of()))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining(missing.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silo.deletionWindowDays = 14 | silo.aliasPrefix",
                "silo.aliasPrefix = tenants\\nsilo.deletionWindowDays = two | silo.deletionWindowDays",
                "silo.aliasPrefix = tenants\\nsilo.deletionWindowDays = 6 | deletionWindowDays",
                "silo.aliasPrefix = tenants\\nsilo.keyPolicyFile = missing.json | silo.keyPolicyFile",
                "roles.namePrefix = tenant- | roles.path",
                "roles.path = /tenants/ | roles.namePrefix",
                "fleet.bound = soon | fleet.bound",
                "fleet.bound = 1s | bounds",
                "fleet.pollInterval = -1s | fleet.pollInterval",
                "endpoint = nowhere | endpoint",
                "endpoint = http://user:pw@localhost | endpoint",
                "certificate.keyId = ops-1 | certificate.keyFile",
                "certificate.keyFile = signer.pem | certificate.publicKeyFile",
                "certificate.keyFile = signer.pem\\ncertificate.publicKeyFile = public.pem | certificate.keyId",
                "registry.jdbc.user = me | registry.jdbc.url",
                "records.jdbc.password = me | records.jdbc.url",
                "registry.jdbc.url = postgres://x | registry.jdbc.url",
                "registry.table = t\\nregistry.jdbc.url = jdbc:h2:mem:x | registry.table"
            })
    void read_ofWhatCannotWork_isRefusedAndNamesTheSetting(String text, String setting) {
        assertRefused(text.replace("\\n", "\n"), "Setting '" + setting + "'");
    }

    @Test
    void read_ofAPolicyOfAnotherKind_isRefusedBeforeAnythingIsMade() throws IOException {
        Files.writeString(folder.resolve("key.json"), IDENTITY);

        assertRefused("silo.aliasPrefix = tenants\nsilo.keyPolicyFile = key.json", "Setting 'silo.keyPolicyFile'");
    }

    @Test
    void read_withOptions_takesThemInThePlaceOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("operator.properties"), "region = eu-central-1");

        OperatorSettings settings =
                OperatorSettings.read(Optional.of(file), Map.of("region", "us-east-1", "registry.table", "tenants"));

        assertThat(settings.region()).contains(Region.US_EAST_1);
        assertThat(settings.registry()).contains(new RegistrySettings.DynamoDb("tenants"));
    }

    @Test
    void read_withAPasswordAsAnOption_isRefused() {
        Map<String, String> options = Map.of("registry.jdbc.url", "jdbc:h2:mem:x", "registry.jdbc.password", "canary");

        assertThatThrownBy(() -> OperatorSettings.read(Optional.empty(), options))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("registry.jdbc.password")
                .hasMessageNotContaining("canary");
    }

    @Test
    void toString_always_showsNoSecret() throws IOException {
        OperatorSettings settings = read("""
                registry.jdbc.url = jdbc:postgresql://db/tenants?user=ops&password=url-canary
                registry.jdbc.password = file-canary
                """);

        assertThat(settings.toString()).doesNotContain("canary").contains("jdbc:postgresql:***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/x?user=ops&password=canary&ssl=true",
                "jdbc:h2:mem:x;USER=ops;PASSWORD=canary;MODE=MySQL",
                "jdbc:mariadb://db/x?trustStorePassword=canary",
                "jdbc:mysql://ops:canary@db:3306/x",
                "jdbc:mysql://(host=db,user=ops,password=canary)/x",
                "jdbc:oracle:thin:ops/canary@//db:1521/x"
            })
    void secrets_always_haveThePasswordInTheUrlByItself(String url) {
        assertThat(UrlSecrets.of(url)).contains(url, "canary");
    }
}
