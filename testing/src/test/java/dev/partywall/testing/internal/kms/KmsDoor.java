package dev.partywall.testing.internal.kms;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.LabClock;
import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.faults.FaultTable;
import dev.partywall.testing.internal.http.FrontDoor;
import dev.partywall.testing.internal.http.Gatekeeper;
import dev.partywall.testing.internal.http.LabLoops;
import dev.partywall.testing.internal.http.RequestPipeline;
import dev.partywall.testing.internal.signature.SignatureVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** The lab's KMS behind its front door, for callers whose policies a test writes: no STS is asked. */
final class KmsDoor implements AutoCloseable {

    static final String ROLE = "arn:aws:iam::111122223333:role/";

    private static final LabAccount ACCOUNT = new LabAccount("us-east-1", KmsRig.ACCOUNT);

    private final Map<String, Credential> credentials = new ConcurrentHashMap<>();
    private final SdkHttpClient http = ApacheHttpClient.create();
    private final List<KmsClient> clients = new ArrayList<>();
    private final LabClock clock = LabClock.create();
    private final LabLoops loops = LabLoops.start();
    private final KmsService kms = new KmsService(ACCOUNT, clock);
    private final FrontDoor door;
    private final KmsClient root;

    KmsDoor() {
        CallLog log = new CallLog(clock);
        door = FrontDoor.open(
                loops.group(),
                new RequestPipeline(
                        List.of(kms),
                        new SignatureVerifier(id -> Optional.ofNullable(credentials.get(id)), clock),
                        new Gatekeeper(new Authorizer(ACCOUNT, clock), log),
                        log,
                        new FaultTable()));
        root = as(door, KmsRig.ROOT);
    }

    String createKey() {
        return kms.createKey();
    }

    String createKey(String keyPolicy) {
        return kms.createKey(keyPolicy);
    }

    /** The account's root user. */
    KmsClient root() {
        return root;
    }

    /** A session of a role, named after its tenant and tagged with it. */
    KmsClient session(String role, String tenant, String... policies) {
        List<AttachedPolicy> attached = new ArrayList<>();
        for (String policy : policies) {
            attached.add(new AttachedPolicy(
                    "role/" + role + ": " + attached.size(), PolicyDocument.parse(PolicyType.IDENTITY, policy)));
        }
        String arn = sessionArn(role, tenant);
        return as(
                door,
                new Identity(
                        new Caller.RoleSession(KmsRig.ACCOUNT, ROLE + role, arn),
                        arn,
                        KmsRig.ACCOUNT,
                        "AROAROLE:" + tenant,
                        Map.of("TenantId", tenant),
                        Map.of(),
                        List.of(),
                        attached,
                        Optional.empty(),
                        List.of()));
    }

    static String sessionArn(String role, String session) {
        return "arn:aws:sts::" + KmsRig.ACCOUNT + ":assumed-role/" + role + "/" + session;
    }

    private KmsClient as(FrontDoor door, Identity identity) {
        String id = "AKIATESTCALLER" + String.format("%06d", credentials.size());
        Credential credential = new Credential(id, Credential.newSecret(), null, null, () -> identity);
        credentials.put(id, credential);
        KmsClient client = KmsClient.builder()
                .endpointOverride(door.endpoint())
                .region(Region.US_EAST_1)
                .httpClient(http)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(id, credential.secretAccessKey())))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        clients.add(client);
        return client;
    }

    @Override
    public void close() {
        clients.forEach(KmsClient::close);
        http.close();
        door.close();
        loops.close();
        kms.close();
    }
}
