package dev.partywall.lifecycle;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.Rotation;
import dev.partywall.lifecycle.internal.LifecycleSettings;
import dev.partywall.lifecycle.internal.OperatorLifecycle;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * What operators do to tenants, from their first day on.
 *
 * <p><b>Guarantees.</b> Each method may be called again after a crash at any point of it, by any process, and goes on where it
 * stopped; called again after its end it changes nothing, but for {@link #rotate} and {@link RootKeyTarget#newSiloKey}, which make
 * something new each time. What was done is in the registry, step by step. Where an onboarding or
 * a migration fails for good, what it had made is taken back; KMS keys that it made are scheduled for deletion. Two processes that
 * call the same method for the same tenant both come to its end. An onboarding or a migration is refused while another operation stands;
 * suspension, resumption and offboarding wait for nobody, and take effect beside a migration; shredding takes the place of whatever stands.
 *
 * <p>The methods name their tenant and need none bound; where one is bound it must be the one named. They call AWS with the
 * clients that they were given, as the operator: build those with the plugin
 * {@link dev.partywall.abac.TenantScope#serviceClient()}, not as clients that are scoped to tenants.
 *
 * <p><b>Errors.</b> {@link LifecycleException} where an operation cannot begin or end; {@link TenantRegistryException} where the
 * registry does not answer; {@link dev.partywall.keyring.KeyUnavailableException} where the key store or a KMS key cannot be used.
 * {@code isRetryable()} says whether to call again.
 *
 * <p>Safe for many threads and many JVMs. The clients and the registry are the caller's to close.
 */
public interface TenantLifecycle {

    /**
     * A builder with the defaults named at each method.
     *
     * @return the builder
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Makes all that a new tenant needs: its record, its root key, its branch key, its role if tenants have such; then it is
     * served.
     *
     * @param request what it is to have
     * @return its record, {@link TenantStatus#ACTIVE}
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if there is such a tenant already with another tier or key,
     *     or one that is suspended, on its way out or gone; {@code ROOT_KEY_REFUSED} if the tenant's own key cannot be used;
     *     {@code ACCOUNT_LIMIT_REACHED} if there is no room for its role or key
     */
    TenantRecord onboard(Onboarding request);

    /**
     * Moves a tenant's branch key, all versions of it, under another root key. KMS re-encrypts them, so no key leaves KMS; the
     * tenant is served meanwhile, and old messages stay readable. Takes the longest bound of the fleet at least: every node has
     * to know the new root key before the first row moves. The former KMS key is left as it is: delete it when no backup of the
     * key store's table is under it any more.
     *
     * @param tenant whose
     * @param target where to
     * @return its record
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if the tenant is not onboarded or is gone, or another process took
     *     the migration back or shredded the tenant meanwhile; {@code OPERATION_UNDER_WAY} while another operation stands, as that
     *     shredding may; {@code ROOT_KEY_REFUSED} if the key that it brings cannot be used, is
     *     somebody else's, or was made for it
     */
    TenantRecord migrate(TenantId tenant, RootKeyTarget target);

    /**
     * Makes a new version of a tenant's branch key. Old messages stay readable.
     *
     * @param tenant whose
     * @return how it ended
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if the tenant is not onboarded or is gone
     */
    Rotation rotate(TenantId tenant);

    /**
     * Makes a new version of the branch key of every served tenant whose active version is due, and waits for the end of that. However
     * many processes do it at the same time, one version is made for a tenant. An interrupt of the calling thread ends the round
     * after the rotations that are under way; the report then says what is left, and the thread stays interrupted.
     *
     * @param schedule which are due, and how fast
     * @return what became of each tenant
     */
    RotationReport rotateDue(RotationSchedule schedule);

    /**
     * Sets the oldest version of a tenant's branch key that opens messages: nodes refuse messages under older ones, within the
     * bound of the fleet. Nothing is deleted: set an older version to have them back.
     *
     * @param tenant whose
     * @param oldest a version of its branch key
     * @return its record
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if the branch key has no such version, or if others were made in
     *     the same second, so that nobody can tell which is older
     */
    TenantRecord requireMinimumVersion(TenantId tenant, BranchKeyVersion oldest);

    /**
     * Stops serving a tenant: in the registry first, then in this JVM, then at AWS for sessions that were issued already, then on
     * every node within the bound of the fleet. When it returns, an operation that begins in this JVM opens nothing of the tenant, if its keyring and
     * credentials have the {@link Builder#directory} as gate.
     * Where it fails after the registry has stored it, the tenant is suspended all the same; call it again to finish.
     *
     * @param tenant who
     * @return what holds now, and from when on it holds everywhere
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if the tenant is not onboarded or is gone
     */
    Suspension suspend(TenantId tenant);

    /**
     * Serves a suspended tenant again. Where it fails, the tenant is suspended still, or is served while sessions from before the
     * suspension are denied; call it again to finish.
     *
     * @param tenant who
     * @return its record, {@link TenantStatus#ACTIVE}; {@link TenantStatus#OFFBOARDING} if it is on its way out
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if the tenant is not onboarded or is gone
     */
    TenantRecord resume(TenantId tenant);

    /**
     * Begins a tenant's way out: it is served on, its data is exported if there is a {@link Builder#export}, and when the grace
     * period is over it can be shredded. A tenant that is suspended stays so. An operation that stands does not keep it here: its way
     * out begins beside that.
     *
     * @param tenant who
     * @param gracePeriod from now on, by this JVM's clock; zero or more, 10 years at most
     * @return its record, {@link TenantStatus#OFFBOARDING} unless it is suspended
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if the tenant is not onboarded or is gone, or is on its
     *     way out with another grace period; {@code OPERATION_REFUSED} if the export fails: call it again when that is mended
     * @throws InvalidLifecycleSettingException if the grace period is out of range
     */
    TenantRecord offboard(TenantId tenant, Duration gracePeriod);

    /**
     * Takes an offboarding back, until the shredding begins. What was exported stays.
     *
     * @param tenant who
     * @return its record; for a tenant that is not on its way out, as it is
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if its shredding has begun, or it is gone
     */
    TenantRecord cancelOffboarding(TenantId tenant);

    /**
     * Destroys what opens a tenant's records (crypto-shredding), after its grace period. <b>It cannot be taken back.</b> In this order:
     * nobody serves the tenant any more, on every node; its branch key is deleted from the key store, all rows; KMS keys that
     * were made for it alone are scheduled for deletion; its own role is deleted with its policies. A canary that was sealed before
     * is then tried, and must be refused. The records themselves are not touched. Takes the longest bound of the fleet at least.
     * It takes the place of whatever operation stands, also of a migration half-way.
     *
     * @param tenant who
     * @param requestedBy on whose word, for the certificate: 1 to 256 printable ASCII characters
     * @return the certificate, which also stays in the registry's record; called again, the same
     * @throws LifecycleException with {@code TENANT_STATUS_CONFLICT} if the tenant is not on its way out, its grace period is
     *     not over, or its data is not exported yet
     * @throws InvalidLifecycleSettingException if {@link Builder#certificates} is missing, or a setting that the tenant's tier or
     *     role needs
     */
    ShreddingCertificate shred(TenantId tenant, String requestedBy);

    /**
     * Finishes the operations that stand in the registry, and exports that are due: those of processes that are gone. One that another process is at is
     * not disturbed. A failure is its tenant's alone.
     *
     * @return what became of each
     */
    List<Recovered> recover();

    /**
     * All tenants, those that changed last at the end.
     *
     * @return their records, read page by page
     */
    Stream<TenantRecord> tenants();

    /**
     * What became of an operation, or of an export that was due, that was found in the registry.
     *
     * @param tenant whose
     * @param operation which; {@code OFFBOARD} stands for an export that was due
     * @param failure why it could not be finished; empty if it was, or was taken back as it had to be
     */
    record Recovered(TenantId tenant, TenantOperation.Kind operation, Optional<TenantIsolationException> failure) {}

    /** Collects the settings. Not safe for many threads. */
    final class Builder {

        private final LifecycleSettings.Collector settings = new LifecycleSettings.Collector();

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
         * The branch key store. Required.
         *
         * @param table the DynamoDB table's name, and the logical name of the store
         * @param dynamoDb the operator's client for it
         * @return this builder
         */
        public Builder keyStore(String table, DynamoDbClient dynamoDb) {
            settings.table = table;
            settings.dynamoDb = dynamoDb;
            return this;
        }

        /**
         * The client for KMS. Required.
         *
         * @param kms the operator's client
         * @return this builder
         */
        public Builder kms(KmsClient kms) {
            settings.kms = kms;
            return this;
        }

        /**
         * The root key of tier {@link Tier#POOL}. Without it no tenant is onboarded or moved there.
         *
         * @param arn the ARN of a KMS key
         * @return this builder
         */
        public Builder sharedRootKey(String arn) {
            settings.sharedRootKey = arn;
            return this;
        }

        /**
         * How KMS keys of single tenants are made. Without it no tenant is onboarded to or moved to tier {@link Tier#SILO}.
         *
         * @param siloKeys the settings
         * @return this builder
         */
        public Builder siloKeys(SiloKeys siloKeys) {
            settings.siloKeys = siloKeys;
            return this;
        }

        /**
         * Gives each tenant an IAM role of its own (RBAC).
         *
         * @param roles how they are made
         * @param iam the operator's client
         * @return this builder
         */
        public Builder tenantRoles(TenantRoles roles, IamClient iam) {
            settings.tenantRoles = roles;
            settings.iam = iam;
            return this;
        }

        /**
         * The roles that tenants share (ABAC), by their ARNs: on them a suspended tenant's sessions are denied. Without this and
         * without {@link #tenantRoles}, a suspension denies nothing at AWS.
         *
         * @param iam the operator's client
         * @param roleArns the roles
         * @return this builder
         */
        public Builder sharedRoles(IamClient iam, String... roleArns) {
            settings.iam = iam;
            settings.sharedRoles = List.of(roleArns);
            return this;
        }

        /**
         * Who writes the policies that deny sessions: it knows the session tag. Default {@link TenantPolicies#create()}.
         *
         * @param policies the writer
         * @return this builder
         */
        public Builder policies(TenantPolicies policies) {
            settings.policies = policies;
            return this;
        }

        /**
         * How soon nodes know of changes: as the nodes are set. Default {@link FleetSettings#standard()}.
         *
         * @param fleet the settings of all nodes
         * @return this builder
         */
        public Builder fleet(FleetSettings fleet) {
            settings.fleet = fleet;
            return this;
        }

        /**
         * What hands the data of a tenant over on its way out. Default: nothing.
         *
         * @param export the service's own code
         * @return this builder
         */
        public Builder export(TenantExport export) {
            settings.export = export;
            return this;
        }

        /**
         * Who signs certificates of shredding. Without it no tenant is shredded.
         *
         * @param signer the signer
         * @return this builder
         */
        public Builder certificates(CertificateSigner signer) {
            settings.certificates = signer;
            return this;
        }

        /**
         * This JVM's own directory, if it serves tenants as well: it knows of a suspension before {@link TenantLifecycle#suspend} returns.
         *
         * @param directory the directory
         * @return this builder
         */
        public Builder directory(TenantDirectory directory) {
            settings.directory = directory;
            return this;
        }

        /**
         * Who is told of operations, their steps, and what they do with branch keys. Default: nobody.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(IsolationEventListener listener) {
            settings.listener = listener;
            return this;
        }

        /**
         * The clock for events, and for how long the fleet takes. Default: the system's.
         *
         * @param clock the clock
         * @return this builder
         */
        public Builder clock(Clock clock) {
            settings.clock = clock;
            return this;
        }

        /**
         * The lifecycle. Calls nothing in AWS.
         *
         * @return the lifecycle
         * @throws InvalidLifecycleSettingException if a required setting is missing or one cannot work
         */
        public TenantLifecycle build() {
            return new OperatorLifecycle(settings.check());
        }
    }
}
