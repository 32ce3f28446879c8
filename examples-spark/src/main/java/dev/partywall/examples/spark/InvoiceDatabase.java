package dev.partywall.examples.spark;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.lifecycle.reencryption.JdbcJobStore;
import dev.partywall.lifecycle.reencryption.JdbcRecordSource;
import dev.partywall.lifecycle.reencryption.RecordSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Invoices of all tenants in a file of H2, and a re-encryption's memory beside them. With Spark on several machines, a server. */
final class InvoiceDatabase {

    private final DataSource database;

    InvoiceDatabase(String url) {
        JdbcDataSource file = new JdbcDataSource();
        file.setURL(url);
        file.setUser("sa");
        this.database = file;
    }

    void create() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE invoices (tenant VARCHAR(64), id BIGINT, sealed VARBINARY(10000),"
                    + " PRIMARY KEY (tenant, id))");
        }
        memory().createTable();
    }

    JdbcJobStore memory() {
        return JdbcJobStore.of(database);
    }

    /** A tenant's invoices in four parts. */
    RecordSource source(TenantId tenant) {
        return JdbcRecordSource.builder(database, "INVOICES", "SEALED")
                .tenant("TENANT", tenant.value())
                .integerKey("ID")
                .splitAt("250", "500", "750")
                .build();
    }

    /** Seals invoices for the bound tenant. */
    void insert(TenantId tenant, int count, TenantEncryptor encryptor) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO invoices VALUES (?, ?, ?)")) {
            for (int id = 0; id < count; id++) {
                insert.setString(1, tenant.value());
                insert.setInt(2, id);
                insert.setBytes(3, encryptor.encryptString("invoice " + id, RecordId.of(Integer.toString(id))));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Opens the bound tenant's invoices, and says how many there are under each version of its branch key. */
    Map<String, Integer> versions(TenantId tenant, TenantEncryptor encryptor) throws SQLException {
        Map<String, Integer> versions = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT id, sealed FROM invoices WHERE tenant = ?")) {
            select.setString(1, tenant.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    RecordId record = RecordId.of(row.getString(1));
                    byte[] sealed = Objects.requireNonNull(row.getBytes(2));
                    requireText(encryptor.decryptString(sealed, record), "invoice " + record);
                    versions.merge(encryptor.branchKeyVersion(sealed, record).toString(), 1, Integer::sum);
                }
            }
        }
        return versions;
    }

    private static void requireText(String text, String expected) {
        if (!text.equals(expected)) {
            throw new IllegalStateException("expected " + expected);
        }
    }
}
