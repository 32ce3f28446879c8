package dev.partywall.cli.settings;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.util.Optional;

/** Where the registry is, from settings. */
final class RegistryTexts {

    private RegistryTexts() {}

    /** What the settings say, if they say anything. */
    static Optional<RegistrySettings> of(SettingTexts settings) {
        settings.requireNone(SettingKey.REGISTRY_JDBC_URL, SettingKey.REGISTRY_JDBC_TABLE_PREFIX);
        Optional<RegistrySettings> jdbc = DatabaseSettings.of(
                        settings,
                        SettingKey.REGISTRY_JDBC_URL,
                        SettingKey.REGISTRY_JDBC_USER,
                        SettingKey.REGISTRY_JDBC_PASSWORD)
                .map(database ->
                        new RegistrySettings.Jdbc(database, settings.find(SettingKey.REGISTRY_JDBC_TABLE_PREFIX)));
        Optional<RegistrySettings> dynamoDb =
                settings.find(SettingKey.REGISTRY_TABLE).map(RegistrySettings.DynamoDb::new);
        if (jdbc.isPresent() && dynamoDb.isPresent()) {
            throw InvalidLifecycleSettingException.setting(
                    SettingKey.REGISTRY_TABLE.toString(),
                    "names a registry in DynamoDB, and " + SettingKey.REGISTRY_JDBC_URL
                            + " one in a database; leave one of them out");
        }
        return jdbc.or(() -> dynamoDb);
    }
}
