package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Secrets Manager and SQS, used by clients in other languages. */
@Tag("peer")
final class SecretsAndQueuesPeerTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;

    @TempDir
    Path directory;

    SecretsAndQueuesPeerTest(AwsLab lab) {
        this.lab = lab;
    }

    private PeerProcess root() {
        return PeerProcess.ofRoot(lab, directory);
    }

    private String aws(String... arguments) throws IOException, InterruptedException {
        // Version 1 takes the endpoint of SQS from nowhere else.
        List<String> command = PeerProcess.aws("--endpoint-url", lab.endpoint().toString());
        command.addAll(List.of(arguments));
        return root().succeed(command);
    }

    @Test
    void awsCli_works() throws Exception {
        PeerProcess.assumeCli();
        aws(
                "secretsmanager",
                "create-secret",
                "--name",
                "cli",
                "--secret-string",
                "hush",
                "--tags",
                "Key=t,Value=acme");
        assertThat(aws("secretsmanager", "get-secret-value", "--secret-id", "cli", "--query", "SecretString"))
                .isEqualTo("hush");
        aws("secretsmanager", "put-secret-value", "--secret-id", "cli", "--secret-string", "hush 2");
        assertThat(aws(
                        "secretsmanager",
                        "list-secrets",
                        "--filters",
                        "Key=tag-value,Values=acme",
                        "--query",
                        "SecretList[].Name"))
                .isEqualTo("cli");
        String url = aws("sqs", "create-queue", "--queue-name", "cli", "--query", "QueueUrl");
        aws("sqs", "send-message", "--queue-url", url, "--message-body", "from the cli");
        assertThat(aws(
                        "sqs",
                        "receive-message",
                        "--queue-url",
                        url,
                        "--wait-time-seconds",
                        "1",
                        "--query",
                        "Messages[0].Body"))
                .isEqualTo("from the cli");
    }

    @Test
    void boto3_works() throws Exception {
        PeerProcess.assumeBoto3();
        List<String> program = root().python("""
                import boto3
                sm, sqs = boto3.client("secretsmanager"), boto3.client("sqs")
                arn = sm.create_secret(Name="boto", SecretBinary=b"hush")["ARN"]
                assert sm.get_secret_value(SecretId=arn)["SecretBinary"] == b"hush"
                sm.update_secret(SecretId="boto", SecretString="louder")
                assert sm.get_secret_value(SecretId="boto", VersionStage="AWSPREVIOUS")["SecretBinary"] == b"hush"
                assert sm.batch_get_secret_value(SecretIdList=["boto", "none"])["Errors"][0]["ErrorCode"] == "ResourceNotFoundException"
                url = sqs.create_queue(QueueName="boto", tags={"TenantId": "acme"})["QueueUrl"]
                sqs.send_message(QueueUrl=url, MessageBody="one",
                                 MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}})
                sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "two"}])
                got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1,
                                          MessageAttributeNames=["All"], AttributeNames=["All"])["Messages"]
                assert [m["Body"] for m in got] == ["one", "two"] and got[0]["MessageAttributes"]["n"]["StringValue"] == "1"
                sqs.delete_message(QueueUrl=url, ReceiptHandle=got[0]["ReceiptHandle"])
                assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"TenantId": "acme"}
                for call, expected, code in [
                    (lambda: sm.get_secret_value(SecretId="none"), sm.exceptions.ResourceNotFoundException, "ResourceNotFoundException"),
                    (lambda: sm.create_secret(Name="boto"), sm.exceptions.ResourceExistsException, "ResourceExistsException"),
                    (lambda: sqs.get_queue_url(QueueName="none"), sqs.exceptions.QueueDoesNotExist, "AWS.SimpleQueueService.NonExistentQueue"),
                ]:
                    try:
                        call()
                        raise SystemExit("not refused: %s" % expected)
                    except expected as refusal:
                        assert refusal.response["Error"]["Code"] == code, refusal.response
                print("all well")
                """);
        assertThat(root().succeed(program)).endsWith("all well");
    }
}
