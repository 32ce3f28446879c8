package dev.partywall.testing;

import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.UnknownService;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.clients.LabClients;
import dev.partywall.testing.internal.dynamodb.DynamoDbService;
import dev.partywall.testing.internal.faults.FaultTable;
import dev.partywall.testing.internal.http.FrontDoor;
import dev.partywall.testing.internal.http.LabLoops;
import dev.partywall.testing.internal.http.RequestPipeline;
import dev.partywall.testing.internal.kms.KmsService;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * AWS inside the JVM: KMS and DynamoDB behind one HTTP endpoint on the loopback interface, for unmodified AWS clients of
 * any language.
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
 * the lab closes. Key policies are kept, and not yet enforced. There are no grants, and none of the keys that AWS manages.
 * <b>DynamoDB</b> is DynamoDB Local, which the user adds to the class path; it starts in the background, and early calls
 * wait for it. It sends no telemetry.
 *
 * <p>Neither checks signatures: any credentials do. {@link #credentials()} are there because clients want some.
 *
 * <p>Safe for use by many threads.
 */
public final class AwsLab implements AutoCloseable {

    private static final AwsCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
            AwsBasicCredentials.create("AKIAPARTYWALLLAB0001", "not-a-secret-the-lab-checks-no-signatures"));

    private final LabAccount account;
    private final LabClock clock;
    private final CallLog log;
    private final FaultTable faults = new FaultTable();
    private final LabLoops loops;
    private final KmsService kms;
    private final @Nullable DynamoDbService dynamoDb;
    private final FrontDoor frontDoor;
    private final LabClients clients;
    private final AtomicBoolean closed = new AtomicBoolean();

    private AwsLab(Builder builder) {
        this.account = new LabAccount(builder.region.id(), builder.accountId);
        this.clock = builder.clock;
        this.log = new CallLog(clock);
        this.loops = LabLoops.start();
        this.dynamoDb = builder.withDynamoDb ? DynamoDbService.starting(loops.group()) : null;
        this.kms = new KmsService(account, clock);
        this.frontDoor = FrontDoor.open(loops.group(), new RequestPipeline(services(), log, faults));
        this.clients = new LabClients(frontDoor.endpoint(), builder.region, CREDENTIALS);
    }

    private List<LabService> services() {
        List<LabService> services = new ArrayList<>();
        services.add(kms);
        if (dynamoDb != null) {
            services.add(dynamoDb);
        }
        services.add(new UnknownService());
        return services;
    }

    /**
     * Starts a lab with KMS and DynamoDB.
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
     * Credentials for clients; they are good for nothing else.
     *
     * @return the same credentials each time
     */
    public AwsCredentialsProvider credentials() {
        return CREDENTIALS;
    }

    /**
     * The time in the lab.
     *
     * @return the clock that KMS goes by
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
