package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.internal.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The two tables of a registry, and every statement on them: each is understood by PostgreSQL, MySQL, MariaDB and H2 alike.
 *
 * <p>A tenant's row has the id's bytes in hexadecimal as its key, in digits and lower-case letters: MySQL and MariaDB compare
 * text without regard to case or accents unless told otherwise, and {@code acme} and {@code Acme} are two tenants. The id as it
 * is, the status and the tier stand beside it for people to look at; the registry reads only key, version, sequence and body.
 *
 * <p>What stands in {@code /*! … *}{@code /} MySQL and MariaDB read and the others take for a comment: their TEXT alone would
 * end at 65,535 bytes, and only InnoDB has transactions.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/comments.html">Comments, in the MySQL manual</a>
 */
final class JdbcTables {

    /** Lower case and short, so that no database folds it, quotes it or cuts it off (PostgreSQL does after 63 characters). */
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,29}");

    private final String prefix;

    JdbcTables(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    "tablePrefix",
                    "must be 1 to 30 lower-case letters, digits and underscores, the first a letter, such as 'partywall_'");
        }
        this.prefix = prefix;
    }

    static String key(TenantId tenant) {
        return HexFormat.of().formatHex(tenant.value().getBytes(StandardCharsets.US_ASCII));
    }

    String tenants() {
        return prefix + "tenants";
    }

    private String counter() {
        return prefix + "counter";
    }

    List<String> create() {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + counter() + " (id INTEGER NOT NULL PRIMARY KEY,"
                        + " last_sequence BIGINT NOT NULL) /*! ENGINE = InnoDB */",
                "CREATE TABLE IF NOT EXISTS " + tenants() + " (tenant_key VARCHAR(128) NOT NULL PRIMARY KEY,"
                        + " tenant VARCHAR(64) NOT NULL, version BIGINT NOT NULL,"
                        + " feed_sequence BIGINT NOT NULL UNIQUE, status VARCHAR(32) NOT NULL,"
                        + " tier VARCHAR(32) NOT NULL, body TEXT /*! (" + StrictJson.MAX_LENGTH
                        + ") */ NOT NULL) /*! ENGINE = InnoDB */");
    }

    String insertCounter() {
        return "INSERT INTO " + counter() + " (id, last_sequence) VALUES (1, 0)";
    }

    /** Locks the counter's row until the transaction ends. */
    String advanceCounter() {
        return "UPDATE " + counter() + " SET last_sequence = last_sequence + 1 WHERE id = 1";
    }

    String readCounter() {
        return "SELECT last_sequence FROM " + counter() + " WHERE id = 1";
    }

    String insert() {
        return "INSERT INTO " + tenants() + " (version, feed_sequence, status, tier, body, tenant, tenant_key)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    }

    String update() {
        return "UPDATE " + tenants() + " SET version = ?, feed_sequence = ?, status = ?, tier = ?, body = ?"
                + " WHERE tenant_key = ? AND version = ?";
    }

    String find() {
        return "SELECT version, body FROM " + tenants() + " WHERE tenant_key = ?";
    }

    String changes() {
        return "SELECT feed_sequence, body FROM " + tenants()
                + " WHERE feed_sequence > ? ORDER BY feed_sequence LIMIT ?";
    }
}
