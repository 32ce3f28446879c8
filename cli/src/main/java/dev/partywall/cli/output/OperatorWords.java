package dev.partywall.cli.output;

import java.util.List;
import java.util.Map;

/** The library's messages name its methods and settings; operators have commands and a settings file. */
final class OperatorWords {

    private static final List<Map.Entry<String, String>> WORDS = List.of(
            Map.entry("TenantLifecycle.onboard", "'partywall onboard'"),
            Map.entry("TenantLifecycle.migrate", "'partywall migrate'"),
            Map.entry("TenantLifecycle.recover", "'partywall recover'"),
            Map.entry("TenantLifecycle.suspend", "'partywall suspend'"),
            Map.entry("TenantLifecycle.resume", "'partywall resume'"),
            Map.entry("TenantLifecycle.offboard", "'partywall offboard'"),
            Map.entry("TenantLifecycle.cancelOffboarding", "'partywall cancel-offboarding'"),
            Map.entry("TenantLifecycle.shred", "'partywall shred'"),
            Map.entry("JdbcTenantRegistry.createTables", "'partywall create-registry'"),
            Map.entry("DynamoDbTenantRegistry.createTable", "'partywall create-registry'"),
            Map.entry("JdbcJobStore.createTable", "'partywall create-job-store'"),
            Map.entry("DynamoDbJobStore.createTable", "'partywall create-job-store'"),
            Map.entry("BranchKeys.createKeyStore", "'partywall create-key-store'"),
            Map.entry("'certificates'", "'certificate.keyFile'"),
            Map.entry("'tenantRoles'", "'roles.path'"),
            Map.entry("'siloKeys'", "'silo.aliasPrefix'"),
            Map.entry(
                    "this TenantLifecycle was built without the export that was begun with; set it",
                    "the service began it with an export, which the command line does not make; let the service go on, or"
                            + " export the data and name the place by --exported-to"),
            Map.entry(", which this TenantLifecycle was built without", ", which is missing"));

    private OperatorWords() {}

    static String of(String message) {
        String words = message;
        for (Map.Entry<String, String> word : WORDS) {
            words = words.replace(word.getKey(), word.getValue());
        }
        return words;
    }
}
