package dev.partywall.cli.settings;

import java.util.Optional;

/** Where the registry of tenants is. */
public sealed interface RegistrySettings {

    /**
     * In a table of DynamoDB.
     *
     * @param table its name or ARN
     */
    record DynamoDb(String table) implements RegistrySettings {}

    /**
     * In a database.
     *
     * @param database which
     * @param tablePrefix what the names of the tables begin with
     */
    record Jdbc(DatabaseSettings database, Optional<String> tablePrefix) implements RegistrySettings {}
}
