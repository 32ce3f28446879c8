package dev.partywall.cli.settings;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of the settings. */
public enum SettingKey {
    /** The Region of all services. */
    REGION("region"),
    /** Where AWS is, if it is not AWS: a lab's address. */
    ENDPOINT("endpoint"),
    /** The registry's table in DynamoDB. */
    REGISTRY_TABLE("registry.table"),
    /** The registry's database. */
    REGISTRY_JDBC_URL("registry.jdbc.url"),
    /** Who logs in to it. */
    REGISTRY_JDBC_USER("registry.jdbc.user"),
    /** With which password. */
    REGISTRY_JDBC_PASSWORD("registry.jdbc.password"),
    /** What the names of the registry's tables in the database begin with. */
    REGISTRY_JDBC_TABLE_PREFIX("registry.jdbc.tablePrefix"),
    /** The table of the branch keys. */
    KEY_STORE_TABLE("keyStore.table"),
    /** The root key that tenants share. */
    SHARED_ROOT_KEY("sharedRootKey"),
    /** The beginning of the aliases of KMS keys of single tenants. */
    SILO_ALIAS_PREFIX("silo.aliasPrefix"),
    /** The key policy of such KMS keys. */
    SILO_KEY_POLICY_FILE("silo.keyPolicyFile"),
    /** How long KMS waits before it deletes such a key. */
    SILO_DELETION_WINDOW_DAYS("silo.deletionWindowDays"),
    /** The key of the session tag that holds the tenant's id. */
    TENANT_TAG("tenantTag"),
    /** The path of roles of single tenants. */
    ROLES_PATH("roles.path"),
    /** The beginning of their names. */
    ROLES_NAME_PREFIX("roles.namePrefix"),
    /** Who assumes them. */
    ROLES_TRUST_POLICY_FILE("roles.trustPolicyFile"),
    /** What they may do. */
    ROLES_IDENTITY_POLICY_FILE("roles.identityPolicyFile"),
    /** What bounds them. */
    ROLES_PERMISSIONS_BOUNDARY("roles.permissionsBoundary"),
    /** Roles that tenants share. */
    SHARED_ROLES("sharedRoles"),
    /** How often nodes ask the registry. */
    FLEET_POLL_INTERVAL("fleet.pollInterval"),
    /** The bound of all tiers. */
    FLEET_BOUND("fleet.bound"),
    /** The bound of tier POOL. */
    FLEET_BOUND_POOL("fleet.bound.pool"),
    /** The bound of tier SILO. */
    FLEET_BOUND_SILO("fleet.bound.silo"),
    /** The bound of tier BRING_YOUR_OWN_KEY. */
    FLEET_BOUND_BYOK("fleet.bound.byok"),
    /** The private key that signs certificates of shredding. */
    CERTIFICATE_KEY_FILE("certificate.keyFile"),
    /** The public key that they are verified with. */
    CERTIFICATE_PUBLIC_KEY_FILE("certificate.publicKeyFile"),
    /** Its name in the certificates. */
    CERTIFICATE_KEY_ID("certificate.keyId"),
    /** The table in DynamoDB where re-encryptions keep what they remember. */
    JOBS_TABLE("jobs.table"),
    /** The database of records that are re-encrypted. */
    RECORDS_JDBC_URL("records.jdbc.url"),
    /** Who logs in to it. */
    RECORDS_JDBC_USER("records.jdbc.user"),
    /** With which password. */
    RECORDS_JDBC_PASSWORD("records.jdbc.password");

    private final String text;

    SettingKey(String text) {
        this.text = text;
    }

    /**
     * The setting with a name.
     *
     * @param text the name as it stands in a file
     * @return the setting
     * @throws InvalidLifecycleSettingException if there is none
     */
    public static SettingKey of(String text) {
        return Stream.of(values())
                .filter(key -> key.text.equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidLifecycleSettingException.setting(
                        text,
                        "is not known; settings are "
                                + Stream.of(values()).map(SettingKey::toString).collect(Collectors.joining(", "))));
    }

    /** Whether the value is a secret, which stands in the settings file only. */
    boolean isSecret() {
        return this == REGISTRY_JDBC_PASSWORD || this == RECORDS_JDBC_PASSWORD;
    }

    /** The name as it stands in a file. */
    @Override
    public String toString() {
        return text;
    }
}
