package dev.partywall.cli;

import dev.partywall.cli.RecordOptions.KeyType;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.reencryption.JdbcRecordSource;
import dev.partywall.lifecycle.reencryption.RecordSource;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Records in rows of a table. */
final class JdbcOptions {

    @Option(names = "--jdbc-table", required = true, paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Option(names = "--schema", paramLabel = "SCHEMA", description = "Its schema. Default: that of connections.")
    private @Nullable String schema;

    @Option(
            names = "--column",
            required = true,
            paramLabel = "NAME",
            description = "The binary column that holds the message.")
    private String column = "";

    @Option(
            names = "--key-column",
            required = true,
            paramLabel = "NAME",
            description = "The column that tells the tenant's rows apart.")
    private String keyColumn = "";

    @Option(names = "--key-type", paramLabel = "TYPE", description = "Its type: text, integer or uuid. Default: text.")
    private KeyType keyType = KeyType.TEXT;

    @Option(
            names = "--tenant-column",
            paramLabel = "NAME",
            description = "The column that says whose a row is. This or --whole-table is required.")
    private @Nullable String tenantColumn;

    @Option(
            names = "--tenant-value",
            paramLabel = "VALUE",
            description = "What it says of the tenant's rows. Default: the tenant's id.")
    private @Nullable String tenantValue;

    @Option(
            names = "--tenant-type",
            paramLabel = "TYPE",
            description = "The type of that column: text, integer or uuid. Default: text.")
    private KeyType tenantType = KeyType.TEXT;

    @Option(names = "--whole-table", description = "All rows of the table are the tenant's.")
    private boolean wholeTable;

    RecordSource source(DataSource database, TenantId tenant, RecordIds ids, List<String> boundaries) {
        JdbcRecordSource.Builder source = JdbcRecordSource.builder(database, table, column)
                .splitAt(boundaries.toArray(String[]::new))
                .recordId(ids::ofKey);
        if (schema != null) {
            source.schema(schema);
        }
        if (wholeTable) {
            source.wholeTable();
        }
        if (tenantColumn != null) {
            setTenant(source, tenantColumn, tenantValue == null ? tenant.value() : tenantValue);
        }
        return withKey(source).build();
    }

    private JdbcRecordSource.Builder withKey(JdbcRecordSource.Builder source) {
        return switch (keyType) {
            case TEXT -> source.textKey(keyColumn);
            case INTEGER -> source.integerKey(keyColumn);
            case UUID -> source.uuidKey(keyColumn);
        };
    }

    private void setTenant(JdbcRecordSource.Builder source, String name, String value) {
        try {
            switch (tenantType) {
                case TEXT -> source.tenant(name, value);
                case INTEGER -> source.tenant(name, Long.parseLong(value));
                case UUID -> source.tenant(name, UUID.fromString(value));
            }
        } catch (IllegalArgumentException unfit) {
            throw InvalidLifecycleSettingException.setting(
                    "--tenant-value", "takes a value of the type that --tenant-type says", unfit);
        }
    }
}
