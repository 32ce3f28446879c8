package dev.partywall.cli.settings;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.lifecycle.FleetSettings;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.SiloKeys;
import dev.partywall.lifecycle.TenantRoles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;

/**
 * All settings. What a command needs and is not there, it asks for by {@link #required}.
 *
 * @param region the Region of all services; the SDK finds one where it is empty
 * @param endpoint where AWS is, if it is not AWS
 * @param registry where the registry is
 * @param keyStore the table of the branch keys
 * @param sharedRootKey the root key that tenants share
 * @param siloKeys how KMS keys of single tenants are made
 * @param tenantTag the key of the session tag that holds the tenant's id
 * @param roles how roles of single tenants are made
 * @param sharedRoles the roles that tenants share
 * @param fleet how soon nodes know of changes
 * @param certificate with what certificates are signed
 * @param jobs the table in DynamoDB where re-encryptions keep what they remember
 * @param records the database of records that are re-encrypted
 */
public record OperatorSettings(
        Optional<Region> region,
        Optional<URI> endpoint,
        Optional<RegistrySettings> registry,
        Optional<String> keyStore,
        Optional<String> sharedRootKey,
        Optional<SiloKeys> siloKeys,
        String tenantTag,
        Optional<TenantRoles> roles,
        List<String> sharedRoles,
        FleetSettings fleet,
        Optional<CertificateSettings> certificate,
        Optional<String> jobs,
        Optional<DatabaseSettings> records) {

    /**
     * Reads the settings. An option takes the place of what the file says.
     *
     * @param file the file, in the form of {@link java.util.Properties}, in UTF-8
     * @param options names and values
     * @return the settings
     * @throws InvalidLifecycleSettingException if one is not known, stands twice, or cannot work
     */
    public static OperatorSettings read(Optional<Path> file, Map<String, String> options) {
        SettingTexts texts = SettingTexts.read(file, options);
        String tenantTag = texts.find(SettingKey.TENANT_TAG).orElse(TenantPolicies.TENANT_TAG);
        return new OperatorSettings(
                texts.find(SettingKey.REGION, Region::of, "a Region of AWS"),
                texts.find(SettingKey.ENDPOINT, OperatorSettings::address, "an address, http://host:port"),
                RegistryTexts.of(texts),
                texts.find(SettingKey.KEY_STORE_TABLE),
                texts.find(SettingKey.SHARED_ROOT_KEY),
                PolicyTexts.siloKeys(texts),
                tenantTag,
                PolicyTexts.roles(texts, tenantTag),
                texts.find(SettingKey.SHARED_ROLES).map(OperatorSettings::list).orElse(List.of()),
                FleetTexts.of(texts),
                certificate(texts),
                texts.find(SettingKey.JOBS_TABLE),
                DatabaseSettings.of(
                        texts,
                        SettingKey.RECORDS_JDBC_URL,
                        SettingKey.RECORDS_JDBC_USER,
                        SettingKey.RECORDS_JDBC_PASSWORD));
    }

    private static URI address(String text) {
        URI address = URI.create(text);
        if (address.getHost() == null || address.getUserInfo() != null) {
            throw new IllegalArgumentException("no host, or more than one");
        }
        return address;
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(",", -1)).map(String::strip).toList();
    }

    /** All three, or none. */
    private static Optional<CertificateSettings> certificate(SettingTexts texts) {
        SettingKey file = SettingKey.CERTIFICATE_KEY_FILE;
        SettingKey publicFile = SettingKey.CERTIFICATE_PUBLIC_KEY_FILE;
        SettingKey id = SettingKey.CERTIFICATE_KEY_ID;
        if (!texts.has(file) && !texts.has(publicFile) && !texts.has(id)) {
            return Optional.empty();
        }
        return Optional.of(new CertificateSettings(
                texts.path(file, texts.require(file, "name the private key that signs certificates")),
                texts.path(publicFile, texts.require(publicFile, "name the public key that verifies them")),
                texts.require(id, "name the key, as whoever checks certificates knows it")));
    }

    /**
     * A setting that the command cannot do without.
     *
     * @param <T> its type
     * @param setting what the settings have
     * @param name its name
     * @param purpose what the command needs it for
     * @return the value
     * @throws InvalidLifecycleSettingException if it is not there
     */
    public static <T> T required(Optional<T> setting, SettingKey name, String purpose) {
        return setting.orElseThrow(() -> InvalidLifecycleSettingException.setting(
                name.toString(), "is missing, and " + purpose + " needs it; set it in the settings file or by --set"));
    }

    /**
     * What must not be shown, wherever it turns up: drivers of databases quote URLs in their messages.
     *
     * @return the texts
     */
    public List<String> secrets() {
        Stream<DatabaseSettings> ofRegistry = registry.stream()
                .filter(RegistrySettings.Jdbc.class::isInstance)
                .map(RegistrySettings.Jdbc.class::cast)
                .map(RegistrySettings.Jdbc::database);
        return Stream.concat(ofRegistry, records.stream())
                .flatMap(DatabaseSettings::secrets)
                .toList();
    }
}
