package dev.partywall.testing;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.authorization.PolicyOverlay;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.clients.LabClients;
import dev.partywall.testing.internal.dynamodb.DynamoDbService;
import dev.partywall.testing.internal.faults.FaultTable;
import dev.partywall.testing.internal.http.FrontDoor;
import dev.partywall.testing.internal.http.Gatekeeper;
import dev.partywall.testing.internal.http.LabLoops;
import dev.partywall.testing.internal.http.RequestPipeline;
import dev.partywall.testing.internal.iam.IamService;
import dev.partywall.testing.internal.kms.KmsService;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.LabUser;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.s3.S3Service;
import dev.partywall.testing.internal.secretsmanager.SecretsManagerService;
import dev.partywall.testing.internal.signature.SignatureVerifier;
import dev.partywall.testing.internal.sqs.SqsService;
import dev.partywall.testing.internal.sts.StsService;
import dev.partywall.testing.internal.unknown.UnknownService;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamAsyncClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerAsyncClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * AWS inside the JVM: IAM, STS, KMS, DynamoDB, S3, Secrets Manager and SQS behind one HTTP endpoint on the loopback
 * interface, for unmodified AWS clients of any language.
 *
 * <pre>{@code
 * try (AwsLab lab = AwsLab.start()) {
 *     String rootKey = lab.createKey();
 *     lab.kms().generateDataKey(request -> request.keyId(rootKey).keySpec(DataKeySpec.AES_256));
 *     assertThat(lab.calls().of("kms:GenerateDataKey").count()).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p><b>KMS</b> has symmetric keys in one account and one region; their material lives in memory and is overwritten when
 * the lab closes. Key policies, IAM policies and grants decide who may use them; a grant is in force at once. There are none
 * of the keys that AWS manages.
 * <b>DynamoDB</b> is DynamoDB Local, which the user adds to the class path; it starts in the background, and early calls
 * wait for it. It sends no telemetry.
 *
 * <p><b>IAM</b> has users, roles, policies, boundaries and OpenID Connect providers; there are no groups, and none of the
 * policies that AWS manages. <b>STS</b> lets roles be assumed, with session tags, session policies and a source identity.
 * Every signature is verified; whoever calls the lab is held to the policies that IAM has of them. {@link #credentials()}
 * are the root user's, and nothing gets past its key and bucket policies either. What the lab does not model it refuses
 * with the error code {@code UnmodelledByLab}, which AWS does not have.
 *
 * <p><b>S3</b>, <b>Secrets Manager</b> and <b>SQS</b> keep their data in memory and ask IAM, bucket policies, the policies of
 * secrets and those of queues.
 *
 * <p>Safe for use by many threads.
 */
public final class AwsLab implements AutoCloseable {

    private final LabAccount account;
    private final Credential root;
    private final LabClock clock;
    private final CallLog log;
    private final FaultTable faults = new FaultTable();
    private final PolicyOverlay overlay = new PolicyOverlay();
    private final Authorizer authorizer;
    private final LabLoops loops;
    private final Principals principals;
    private final Credentials directory;
    private final IamService iam;
    private final StsService sts;
    private final KmsService kms;
    private final @Nullable DynamoDbService dynamoDb;
    private final FrontDoor frontDoor;
    private final LabClients clients;
    private final LabWiring wiring;
    private final LabTenants tenants;
    private final AtomicBoolean closed = new AtomicBoolean();

    private AwsLab(Builder builder) {
        this.account = new LabAccount(builder.region.id(), builder.accountId);
        this.dynamoDb = builder.withDynamoDb ? DynamoDbService.starting(account) : null; // first: it takes longest
        this.clock = builder.clock;
        this.log = new CallLog(clock);
        this.authorizer = new Authorizer(account, clock, overlay);
        this.root = Credential.ofRoot(account.accountId());
        this.loops = LabLoops.start();
        this.kms = new KmsService(account, clock);
        this.principals = new Principals(account);
        this.directory = new Credentials(root, principals);
        this.iam = new IamService(principals, directory, clock);
        this.sts = new StsService(principals, directory, clock);
        this.frontDoor = FrontDoor.open(loops.group(), pipeline());
        this.clients = new LabClients(frontDoor.endpoint(), builder.region, credentials());
        LabUser assumer = new LabUser(principals, directory, clock);
        this.wiring = new LabWiring(iam, principals, clients::sts, assumer);
        this.tenants =
                new LabTenants(clock, credentials -> new LabClients(frontDoor.endpoint(), builder.region, credentials));
    }

    private RequestPipeline pipeline() {
        Gatekeeper gatekeeper = new Gatekeeper(authorizer, log);
        return new RequestPipeline(services(), new SignatureVerifier(directory, clock), gatekeeper, log, faults);
    }

    /** The services behind the endpoint, in the order in which they are asked whose a request is. */
    List<LabService> services() {
        List<LabService> services = new ArrayList<>();
        services.add(kms);
        services.add(iam);
        services.add(sts);
        services.add(new SecretsManagerService(account, clock));
        services.add(new SqsService(account, clock, loops.group()));
        if (dynamoDb != null) {
            services.add(dynamoDb);
        }
        services.add(new S3Service(account, clock)); // last but one: it takes what is unsigned and no other's
        services.add(new UnknownService());
        return services;
    }

    /**
     * Starts a lab with all services.
     *
     * @return the lab
     * @throws MissingDynamoDbLocalException if DynamoDB Local is not on the class path
     */
    public static AwsLab start() {
        return builder().start();
    }

    /**
     * A lab to be set up.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where the lab listens, for the endpoint override of any AWS client.
     *
     * @return {@code http://127.0.0.1:} and a port
     */
    public URI endpoint() {
        return frontDoor.endpoint();
    }

    /**
     * The region of the lab's resources.
     *
     * @return the region
     */
    public Region region() {
        return Region.of(account.region());
    }

    /**
     * The account of the lab's resources.
     *
     * @return twelve digits
     */
    public String accountId() {
        return account.accountId();
    }

    /**
     * The credentials of the account's root user.
     *
     * @return the same credentials each time
     */
    public AwsCredentialsProvider credentials() {
        return LabWiring.provider(root);
    }

    /**
     * The time in the lab.
     *
     * @return the clock that the services go by; signatures are dated by the system
     */
    public LabClock clock() {
        return clock;
    }

    /**
     * The calls that reached the lab.
     *
     * @return all calls
     */
    public LabCalls calls() {
        return log.all();
    }

    /**
     * Makes the lab fail.
     *
     * @return the faults in force
     */
    public LabFaults faults() {
        return faults;
    }

    /**
     * Makes a symmetric KMS key with the default policy; not recorded as a call.
     *
     * @return its ARN
     */
    public String createKey() {
        return kms.createKey();
    }

    /**
     * Makes a symmetric KMS key with a key policy; not recorded as a call. Nobody is asked: the policy may well leave no
     * one who can manage the key.
     *
     * @param keyPolicy the key policy as JSON
     * @return its ARN
     * @throws dev.partywall.policy.PolicySyntaxException if KMS would refuse the policy's form
     * @throws IllegalArgumentException if the policy uses a condition key that KMS supports in IAM policies only
     */
    public String createKey(String keyPolicy) {
        return kms.createKey(Objects.requireNonNull(keyPolicy, "keyPolicy"));
    }

    /**
     * A KMS client. The lab's clients try three times, 25 to 100 ms apart, give up after 30 seconds, and can have 2,048
     * calls at once. The lab closes them.
     *
     * @return the same client each time
     */
    public KmsClient kms() {
        return clients.kms();
    }

    /**
     * An asynchronous KMS client, set up like {@link #kms()}.
     *
     * @return the same client each time
     */
    public KmsAsyncClient kmsAsync() {
        return clients.kmsAsync();
    }

    /**
     * A DynamoDB client, set up like {@link #kms()}.
     *
     * @return the same client each time
     * @throws MissingDynamoDbLocalException if the lab was started without DynamoDB
     */
    public DynamoDbClient dynamoDb() {
        requireDynamoDb();
        return clients.dynamoDb();
    }

    /**
     * An asynchronous DynamoDB client, set up like {@link #kms()}.
     *
     * @return the same client each time
     * @throws MissingDynamoDbLocalException if the lab was started without DynamoDB
     */
    public DynamoDbAsyncClient dynamoDbAsync() {
        requireDynamoDb();
        return clients.dynamoDbAsync();
    }

    /** Where mutated policies come into force. */
    PolicyOverlay overlay() {
        return overlay;
    }

    /**
     * An S3 client, set up like {@link #kms()}, with path-style addresses.
     *
     * @return the same client each time
     */
    public S3Client s3() {
        return clients.s3();
    }

    /**
     * An asynchronous S3 client, set up like {@link #s3()}.
     *
     * @return the same client each time
     */
    public S3AsyncClient s3Async() {
        return clients.s3Async();
    }

    /**
     * A role, to be set up and made.
     *
     * @param name its name
     * @return a builder
     */
    public LabRole.Builder role(String name) {
        return new LabRole.Builder(wiring, name);
    }

    /**
     * An OpenID Connect provider that the account trusts, for roles to be assumed with its tokens. It is registered in IAM
     * unless it is already, and not asked anything: its keys are those given here.
     *
     * @param issuer the URL that its tokens have in {@code iss}, {@code https://…}
     * @param jsonWebKeySet its public keys, as it would publish them; they take the place of earlier ones
     * @param audiences the parties that it makes tokens for, if it is to be registered
     * @return its ARN, for trust policies
     * @throws IllegalArgumentException if IAM would refuse it
     */
    public String identityProvider(String issuer, String jsonWebKeySet, String... audiences) {
        String url = issuer.replaceFirst("^https://", "");
        String arn = principals.arn("oidc-provider", "/", url);
        if (principals.providers().find(arn).isEmpty()) {
            Map<String, String> members = new HashMap<>(Map.of("Url", issuer));
            for (int i = 0; i < audiences.length; i++) {
                members.put("ClientIDList.member." + (i + 1), audiences[i]);
            }
            iam.administer("CreateOpenIDConnectProvider", members);
        }
        principals.keySets().put(url, jsonWebKeySet);
        return arn;
    }

    /**
     * An IAM client, set up like {@link #kms()}.
     *
     * @return the same client each time
     */
    public IamClient iam() {
        return clients.iam();
    }

    /**
     * An asynchronous IAM client, set up like {@link #kms()}.
     *
     * @return the same client each time
     */
    public IamAsyncClient iamAsync() {
        return clients.iamAsync();
    }

    /**
     * An STS client, set up like {@link #kms()}. As AWS has it, the root user cannot assume roles: give a request the
     * credentials of a user or a session, or start sessions by {@link LabRole#session}.
     *
     * @return the same client each time
     */
    public StsClient sts() {
        return clients.sts();
    }

    /**
     * An asynchronous STS client, set up like {@link #sts()}.
     *
     * @return the same client each time
     */
    public StsAsyncClient stsAsync() {
        return clients.stsAsync();
    }

    /**
     * Says as whom tenants call: each as a session of one role, tagged with its id.
     *
     * @param role the role that all tenants share
     * @param tagKey the key of the session tag that holds the tenant's id
     * @return this
     */
    public AwsLab tenantRole(LabRole role, String tagKey) {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(tagKey, "tagKey");
        tenants.sessions(tenant ->
                role.session(tenant.value()).tag(tagKey, tenant.value()).transitive(tagKey));
        return this;
    }

    /**
     * Says as whom tenants call: each as a session of a role of its own.
     *
     * @param roles gives a tenant's role
     * @return this
     */
    public AwsLab tenantRoles(Function<TenantId, LabRole> roles) {
        Objects.requireNonNull(roles, "roles");
        tenants.sessions(tenant -> roles.apply(tenant).session(tenant.value()));
        return this;
    }

    /**
     * A tenant, who calls AWS with its own session.
     *
     * @param id its id
     * @return the tenant, the same each time until other roles are said
     * @throws IllegalStateException if neither {@link #tenantRole} nor {@link #tenantRoles} was said
     * @throws dev.partywall.core.InvalidTenantException if it is no tenant id
     */
    public LabTenant tenant(String id) {
        return tenants.get(TenantId.of(id));
    }

    /**
     * The tenant that is bound to the running code.
     *
     * @return the tenant
     * @throws dev.partywall.core.NoTenantException if none is bound
     * @throws IllegalStateException if neither {@link #tenantRole} nor {@link #tenantRoles} was said
     */
    public LabTenant boundTenant() {
        return tenants.get(TenantContext.require().id());
    }

    /**
     * A Secrets Manager client, set up like {@link #kms()}.
     *
     * @return the same client each time
     */
    public SecretsManagerClient secretsManager() {
        return clients.secretsManager();
    }

    /**
     * An asynchronous Secrets Manager client, set up like {@link #kms()}.
     *
     * @return the same client each time
     */
    public SecretsManagerAsyncClient secretsManagerAsync() {
        return clients.secretsManagerAsync();
    }

    /**
     * An SQS client, set up like {@link #kms()}.
     *
     * @return the same client each time
     */
    public SqsClient sqs() {
        return clients.sqs();
    }

    /**
     * An asynchronous SQS client, set up like {@link #kms()}.
     *
     * @return the same client each time
     */
    public SqsAsyncClient sqsAsync() {
        return clients.sqsAsync();
    }

    private void requireDynamoDb() {
        if (dynamoDb == null) {
            throw MissingDynamoDbLocalException.leftOut();
        }
    }

    /**
     * Closes the lab's clients, ports and threads, breaks off the calls in flight, and overwrites all key material.
     * Closing again does nothing.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        tenants.close();
        clients.close();
        frontDoor.close();
        faults.clear();
        if (dynamoDb != null) {
            dynamoDb.close();
        }
        loops.close();
        kms.close();
    }

    /** The address of the lab. */
    @Override
    public String toString() {
        return "AwsLab[" + endpoint() + "]";
    }

    /** Sets up a lab. Not safe for use by many threads. */
    public static final class Builder {

        private LabClock clock = LabClock.create();
        private Region region = Region.US_EAST_1;
        private String accountId = "111122223333";
        private boolean withDynamoDb = true;

        private Builder() {}

        /**
         * Leaves DynamoDB out: the lab starts faster and does not need DynamoDB Local.
         *
         * @return this
         */
        public Builder withoutDynamoDb() {
            withDynamoDb = false;
            return this;
        }

        /**
         * Sets the clock, to share one. The default is a clock of the lab's own.
         *
         * @param labClock the clock
         * @return this
         */
        public Builder clock(LabClock labClock) {
            clock = Objects.requireNonNull(labClock, "clock");
            return this;
        }

        /**
         * Sets the region. The default is {@code us-east-1}.
         *
         * @param home the region
         * @return this
         */
        public Builder region(Region home) {
            region = Objects.requireNonNull(home, "region");
            return this;
        }

        /**
         * Sets the account. The default is {@code 111122223333}.
         *
         * @param digits twelve digits
         * @return this
         */
        public Builder accountId(String digits) {
            accountId = Objects.requireNonNull(digits, "accountId");
            return this;
        }

        /**
         * Starts the lab.
         *
         * @return the lab
         * @throws MissingDynamoDbLocalException if DynamoDB is wanted and DynamoDB Local is not on the class path
         */
        public AwsLab start() {
            if (withDynamoDb && !DynamoDbService.isAvailable()) {
                throw MissingDynamoDbLocalException.notOnClassPath();
            }
            return new AwsLab(this);
        }
    }
}
