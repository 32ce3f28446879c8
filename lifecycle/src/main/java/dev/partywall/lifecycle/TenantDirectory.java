package dev.partywall.lifecycle;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantRoleDirectory;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyDirectory;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.internal.fleet.DirectorySettings;
import dev.partywall.lifecycle.internal.fleet.PollingTenantDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What this JVM knows of the tenants: all of the registry in memory, no older than a bound.
 *
 * <pre>{@code
 * TenantDirectory directory = TenantDirectory.builder().registry(registry).build();
 * TenantKeyring keyring = TenantKeyring.builder()
 *         .keyStore("tenant-keys", dynamoDb)
 *         .rootKeys(directory, kms)
 *         .gate(directory)
 *         .build();
 * directory.evicting(keyring);
 * }</pre>
 *
 * <p>It asks the registry for changes at an interval. As gate it refuses tenants that are not served, unknown ones, and all
 * tenants of a tier for whose bound it has heard nothing ({@link FleetSettings}). As key directory it names each tenant's root
 * key and retired versions; as role directory each tenant's own role.
 *
 * <p><b>Guarantees.</b> At most the bound after a suspension was stored, this JVM opens nothing of the tenant, though the registry
 * cannot be reached and though this JVM was stopped for a while. A tenant that is not served any more is refused first, and its
 * branch keys and sessions are dropped from memory after: no load brings them back.
 *
 * <p>Holds one record a tenant in memory. Safe for many threads. Close it at the end: it then refuses everybody.
 */
public interface TenantDirectory extends TenantGate, TenantKeyDirectory, TenantRoleDirectory, AutoCloseable {

    /**
     * A builder with the defaults named at each method.
     *
     * @return the builder
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * What this JVM knows of a tenant.
     *
     * @param tenant who
     * @return its record, no newer than the last question to the registry
     */
    Optional<TenantRecord> find(TenantId tenant);

    /**
     * How old what this JVM knows is at most.
     *
     * @return since the beginning of the last question to the registry that was answered
     */
    Duration age();

    /**
     * Asks the registry now, and waits for the answer: for a message bus that tells of changes. A message need not be trusted,
     * since it is the registry that is believed.
     *
     * @throws TenantRegistryException if the registry does not answer
     */
    void refresh();

    /**
     * Takes a record that was just stored, unless a newer one is known.
     *
     * @param record as {@link TenantRegistry#save} gave it back
     */
    void learn(TenantRecord record);

    /**
     * Drops a tenant's branch keys from a keyring's memory when the tenant is no longer served.
     *
     * @param keyring the keyring, whose gate this directory is
     */
    void evicting(TenantKeyring keyring);

    /**
     * Drops a tenant's sessions from memory when the tenant is no longer served, or has another role.
     *
     * @param credentials the credentials, whose gate this directory is
     */
    void evicting(TenantCredentials credentials);

    /** Stops asking, and refuses everybody from now on. Idempotent. */
    @Override
    void close();

    /** Collects the settings. Not safe for many threads. */
    final class Builder {

        private final DirectorySettings.Collector settings = new DirectorySettings.Collector();

        private Builder() {}

        /**
         * The registry. Required.
         *
         * @param registry the registry
         * @return this builder
         */
        public Builder registry(TenantRegistry registry) {
            settings.registry = registry;
            return this;
        }

        /**
         * How soon nodes know of changes. Default {@link FleetSettings#standard()}.
         *
         * @param fleet the settings, the same for all nodes
         * @return this builder
         */
        public Builder fleet(FleetSettings fleet) {
            settings.fleet = fleet;
            return this;
        }

        /**
         * The clock beside the JVM's monotonic one: what is too old by either of them is too old. Default: the system's.
         *
         * @param clock the clock
         * @return this builder
         */
        public Builder clock(Clock clock) {
            settings.clock = clock;
            return this;
        }

        /**
         * The directory, after its first question to the registry was answered.
         *
         * @return the directory
         * @throws InvalidLifecycleSettingException if the registry is missing
         * @throws TenantRegistryException if the registry does not answer
         */
        public TenantDirectory build() {
            return PollingTenantDirectory.start(settings.check());
        }
    }
}
