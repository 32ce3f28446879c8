package dev.partywall.lifecycle.internal.reencryption.store;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.internal.json.StrictJson;
import dev.partywall.lifecycle.reencryption.JobKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The table of a job's memory, and every statement on it: each is understood by PostgreSQL, MySQL, MariaDB and H2 alike.
 *
 * <p>A row's key is the SHA-256 of its tenant and job in hexadecimal: short enough for every database's index, and compared byte for
 * byte by those, too, that compare text without regard to case. Tenant and job stand beside it for people to look at. What stands in
 * {@code /*! … *}{@code /} MySQL and MariaDB read and the others take for a comment.
 */
final class JdbcJobTable {

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,29}");

    private final String name;

    JdbcJobTable(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    "tablePrefix",
                    "must be 1 to 30 lower-case letters, digits and underscores, the first a letter, such as 'partywall_'");
        }
        this.name = prefix + "jobs";
    }

    /** A tenant's id has no space, so no two keys are of the same text. */
    static String key(JobKey key) {
        try {
            byte[] text = (key.tenant() + " " + key.job()).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String name() {
        return name;
    }

    String create() {
        return "CREATE TABLE IF NOT EXISTS " + name + " (job_key VARCHAR(64) NOT NULL PRIMARY KEY,"
                + " tenant VARCHAR(64) NOT NULL, job VARCHAR(700) NOT NULL, version BIGINT NOT NULL,"
                + " body TEXT /*! (" + StrictJson.MAX_LENGTH + ") */ NOT NULL) /*! ENGINE = InnoDB */";
    }

    String find() {
        return "SELECT version, body FROM " + name + " WHERE job_key = ?";
    }

    String insert() {
        return "INSERT INTO " + name + " (version, body, tenant, job, job_key) VALUES (?, ?, ?, ?, ?)";
    }

    String update() {
        return "UPDATE " + name + " SET version = ?, body = ? WHERE job_key = ? AND version = ?";
    }
}
