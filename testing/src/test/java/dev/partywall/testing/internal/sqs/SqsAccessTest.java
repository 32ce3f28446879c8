package dev.partywall.testing.internal.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.drive.Drive;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The access model as a table: operation and request, and what IAM is asked; and what tenants get through it. */
final class SqsAccessTest {

    private static final LabAccount ACCOUNT = new LabAccount("us-east-1", "111122223333");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Authorizer authorizer = new Authorizer(ACCOUNT, Clock.systemUTC());
    private final SqsService service = new SqsService(ACCOUNT, Clock.systemUTC(), timer);
    private final Drive drive = new Drive(service, "AmazonSQS", authorizer);

    SqsAccessTest() {
        for (String tenant : List.of("acme", "globex")) {
            assertThat(create(Drive.root(), tenant, tenant)).isEqualTo("ok");
        }
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private String create(Identity caller, String name, String tenant) {
        return drive.outcome(
                caller, "CreateQueue", json("{'QueueName':'%s','tags':{'TenantId':'%s'}}".formatted(name, tenant)));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String url(String name) {
        return "http://lab/111122223333/" + name;
    }

    private List<AccessCheck> checks(String operation, String request) {
        Access access = drive.access(Drive.root(), operation, json(request));
        assertThat(access).isInstanceOf(Access.Checked.class);
        return ((Access.Checked) access).checks();
    }

    private static String line(AccessCheck check) {
        Map<String, Object> keys = new TreeMap<>(check.keys().single());
        keys.putAll(check.keys().multiple());
        String absent =
                check.keys().isAbsent("aws:requesttag/x") && check.keys().isAbsent("aws:resourcetag/x")
                        ? ""
                        : " (tags unknown)";
        return check.action() + " " + check.resource().replace("arn:aws:sqs:us-east-1:111122223333:", "")
                + keys.entrySet().stream()
                        .map(key -> " " + key.getKey() + "=" + key.getValue())
                        .collect(Collectors.joining())
                + absent;
    }

    @ParameterizedTest
    @CsvSource({
        "SendMessage, SendMessage",
        "SendMessageBatch, SendMessage",
        "ReceiveMessage, ReceiveMessage",
        "DeleteMessage, DeleteMessage",
        "DeleteMessageBatch, DeleteMessage",
        "ChangeMessageVisibility, ChangeMessageVisibility",
        "ChangeMessageVisibilityBatch, ChangeMessageVisibility",
        "DeleteQueue, DeleteQueue",
        "GetQueueAttributes, GetQueueAttributes",
        "SetQueueAttributes, SetQueueAttributes",
        "PurgeQueue, PurgeQueue",
        "ListQueueTags, ListQueueTags",
    })
    void operationOnAQueue_asksForItsArnWithItsTags(String operation, String action) {
        List<AccessCheck> checks = checks(operation, "{'QueueUrl':'" + url("acme") + "'}");
        assertThat(checks)
                .extracting(SqsAccessTest::line)
                .containsExactly("sqs:" + action + " acme aws:resourcetag/tenantid=acme");
        assertThat(checks.get(0).keys().isAbsent("aws:tagkeys")).isTrue();
    }

    @Test
    void otherOperations_askForWhatTheyAreAbout() {
        assertThat(checks("ListQueues", "{}")).extracting(SqsAccessTest::line).containsExactly("sqs:ListQueues *");
        assertThat(checks("GetQueueUrl", "{'QueueName':'acme'}"))
                .extracting(SqsAccessTest::line)
                .containsExactly("sqs:GetQueueUrl acme aws:resourcetag/tenantid=acme");
        assertThat(checks("CreateQueue", "{'QueueName':'new'}"))
                .extracting(SqsAccessTest::line)
                .containsExactly("sqs:CreateQueue new");
        String tags = " aws:requesttag/tenantid=acme aws:resourcetag/tenantid=acme aws:tagkeys=[TenantId]";
        assertThat(checks("CreateQueue", "{'QueueName':'new','tags':{'TenantId':'acme'}}"))
                .extracting(SqsAccessTest::line)
                .containsExactly("sqs:CreateQueue new" + tags, "sqs:TagQueue new" + tags);
        assertThat(checks("TagQueue", "{'QueueUrl':'" + url("globex") + "','Tags':{'TenantId':'acme'}}"))
                .extracting(SqsAccessTest::line)
                .containsExactly("sqs:TagQueue globex"
                        + tags.replace("resourcetag/tenantid=acme", "resourcetag/tenantid=globex"));
        assertThat(checks("UntagQueue", "{'QueueUrl':'" + url("acme") + "','TagKeys':['TenantId']}"))
                .extracting(SqsAccessTest::line)
                .containsExactly("sqs:UntagQueue acme aws:resourcetag/tenantid=acme aws:tagkeys=[TenantId]");
    }

    @Test
    void everyOperation_hasAModel() {
        assertThat(new SqsAccess(new QueueStore(ACCOUNT, Clock.systemUTC())).operations())
                .isEqualTo(service.operations());
        TreeSet<String> known = new TreeSet<>(service.operations());
        assertThat(SqsAccess.NOT_SERVED).doesNotContainAnyElementsOf(known);
        known.addAll(SqsAccess.NOT_SERVED);
        assertThat(known).as("the operations of the API of 2012-11-05").hasSize(23);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AddPermission|{}",
                "CreateQueue|{'QueueName':'n','Attributes':{'RedrivePolicy':'{}'}}",
                "CreateQueue|{'QueueName':'n','Attributes':{'KmsMasterKeyId':'alias/mine'}}",
                "ReceiveMessage|{'QueueUrl':'http://lab/111122223333/acme','ReceiveRequestAttemptId':'a'}",
            })
    void whatTheLabLacks_isUnmodelledByName(String line) {
        String[] parts = line.split("\\|", -1);
        assertThat(drive.outcome(Drive.root(), parts[0], json(parts[1]))).startsWith("unmodelled ");
    }

    @Test
    void oldProtocol_isRefusedInItsOwnForm() {
        LabRequest query = new LabRequest(
                "POST",
                "/",
                Map.of("authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/sqs/aws4_request"),
                "Action=ListQueues&Version=2012-11-05".getBytes(StandardCharsets.UTF_8));
        assertThat(service.owns(query)).isTrue();
        LabResponse refusal = ((Access.Refused) service.prepare(query).access().apply(Drive.root())).answer();
        assertThat(refusal.errorCode()).hasValue("UnsupportedProtocol");
        assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).contains("<ErrorResponse", "AWS JSON 1.0");
    }

    private static final String BY_TAG = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":["sqs:SendMessage","sqs:ReceiveMessage"],"Resource":"*",
               "Condition":{"StringEquals":{"aws:ResourceTag/TenantId":"${aws:PrincipalTag/TenantId}"}}}%s]}""";

    private static final String TAG_FREELY =
            ",{\"Effect\":\"Allow\",\"Action\":[\"sqs:CreateQueue\",\"sqs:TagQueue\"],\"Resource\":\"*\"}";

    private static final String TAG_OWN = """
            ,{"Effect":"Allow","Action":["sqs:CreateQueue","sqs:TagQueue"],"Resource":"*",
              "Condition":{"StringEquals":{"aws:RequestTag/TenantId":"${aws:PrincipalTag/TenantId}",
                                           "aws:ResourceTag/TenantId":"${aws:PrincipalTag/TenantId}"}}}""";

    private String send(Identity caller, String queue) {
        return drive.outcome(caller, "SendMessage", json("{'QueueUrl':'" + url(queue) + "','MessageBody':'m'}"));
    }

    private String setPolicy(String queue, String policy) {
        return drive.outcome(
                Drive.root(),
                "SetQueueAttributes",
                json("{'QueueUrl':'" + url(queue) + "','Attributes':{'Policy':'")
                        + policy.replace("\"", "\\\"").replace("\n", " ") + "\"}}");
    }

    @Test
    void policyByTag_opensOwnQueuesOnly() {
        var acme = Drive.session("acme", BY_TAG.formatted(""));
        assertThat(send(acme, "acme")).isEqualTo("ok");
        assertThat(send(acme, "globex")).isEqualTo("denied sqs:SendMessage");
    }

    /** Q1: a queue policy that relies on tags is told by name; the same condition in the identity policy works. */
    @Test
    void mistakeQ1_resourceTagInAQueuePolicy_isNamedNotJudged() {
        var acme = Drive.session("acme", BY_TAG.formatted(""));
        assertThat(setPolicy("globex", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/app"},
                 "Action":"sqs:SendMessage","Resource":"*",
                 "Condition":{"StringEquals":{"aws:ResourceTag/TenantId":"${aws:PrincipalTag/TenantId}"}}}]}""")).isEqualTo("ok");
        assertThat(send(acme, "globex"))
                .startsWith("unmodelled")
                .containsIgnoringCase("aws:ResourceTag/TenantId")
                .contains("in a queue policy");
        assertThat(send(acme, "acme")).as("hangs on no queue policy").isEqualTo("ok");
        assertThat(setPolicy("globex", "")).isEqualTo("ok");
        assertThat(send(acme, "globex")).as("left to the identity policy").isEqualTo("denied sqs:SendMessage");
    }

    @Test
    void mistakeQ2_tagQueueAllowed_takesAForeignQueue() {
        String retag = json("{'QueueUrl':'" + url("globex") + "','Tags':{'TenantId':'acme'}}");
        var corrected = Drive.session("acme", BY_TAG.formatted(TAG_OWN));
        assertThat(drive.outcome(corrected, "TagQueue", retag)).isEqualTo("denied sqs:TagQueue");
        assertThat(create(corrected, "theirs", "globex")).isEqualTo("denied sqs:CreateQueue");
        assertThat(create(corrected, "ours", "acme")).isEqualTo("ok");
        assertThat(send(corrected, "globex")).startsWith("denied");

        var acme = Drive.session("acme", BY_TAG.formatted(TAG_FREELY));
        assertThat(drive.outcome(acme, "TagQueue", retag)).as("the leak").isEqualTo("ok");
        assertThat(send(acme, "globex")).isEqualTo("ok");
    }
}
