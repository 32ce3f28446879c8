package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRegistryException;
import dev.partywall.lifecycle.internal.jdbc.JdbcTrouble;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says what a failure of a database means for the registry and what to do. */
final class JdbcFailures {

    private final String table;

    JdbcFailures(String table) {
        this.table = table;
    }

    /** The table of the counter has no row. */
    static SQLException counterMissing() {
        return new SQLException("the counter has no row", "42P01");
    }

    /** The meaning of a failure. */
    TenantRegistryException of(@Nullable TenantId tenant, SQLException cause) {
        return switch (JdbcTrouble.of(cause)) {
            case MISSING ->
                failure(
                        ErrorCode.REGISTRY_MISSING,
                        tenant,
                        false,
                        "table " + table
                                + " or its counter does not exist in the database, or is not a registry's; create"
                                + " them with JdbcTenantRegistry.createTables, or mend the setting tablePrefix",
                        cause);
            case DENIED ->
                failure(
                        ErrorCode.REGISTRY_ACCESS_DENIED,
                        tenant,
                        false,
                        "the database denied the use of table " + table
                                + "; look at the user that the DataSource logs in as, and what it may do",
                        cause);
            case PASSING -> unavailable(tenant, true, cause);
            case LASTING -> unavailable(tenant, false, cause);
        };
    }

    private TenantRegistryException unavailable(@Nullable TenantId tenant, boolean retryable, SQLException cause) {
        return failure(
                ErrorCode.REGISTRY_UNAVAILABLE,
                tenant,
                retryable,
                "table " + table
                        + " could not be asked; look at the cause, the database, the network, and the DataSource's"
                        + " pool",
                cause);
    }

    private static TenantRegistryException failure(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String problem, Throwable cause) {
        return new TenantRegistryException(code, tenant, retryable, problem, cause);
    }
}
