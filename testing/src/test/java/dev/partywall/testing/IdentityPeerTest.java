package dev.partywall.testing;

import static dev.partywall.testing.PeerProcess.aws;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** IAM and STS as clients in other languages work with them, and what those get to see of signatures that do not hold. */
@Tag("peer")
@AwsLabTest
final class IdentityPeerTest {

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
              "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}}
            """;
    private static final String TENANT_DATA = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*",
              "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"},
                "Null": {"dynamodb:LeadingKeys": "false"}}}}
            """;
    private static final String ASSUMES = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
              "Resource": "*"}}
            """;

    private final AwsLab lab;

    @TempDir
    Path directory;

    IdentityPeerTest(AwsLab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void createTable() {
        if (lab.dynamoDb().listTables().tableNames().isEmpty()) {
            lab.dynamoDb()
                    .createTable(r -> r.tableName("items")
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .attributeDefinitions(AttributeDefinition.builder()
                                    .attributeName("pk")
                                    .attributeType(ScalarAttributeType.S)
                                    .build())
                            .keySchema(KeySchemaElement.builder()
                                    .attributeName("pk")
                                    .keyType(KeyType.HASH)
                                    .build()));
            lab.dynamoDb().putItem(r -> r.tableName("items").item(Map.of("pk", AttributeValue.fromS("acme"))));
        }
    }

    private PeerProcess root() {
        return PeerProcess.ofRoot(lab, directory);
    }

    @Test
    void awsCli_taggedSession_isHeldToItsTenant() throws Exception {
        PeerProcess.assumeCli();
        root().succeed(aws("iam", "create-role", "--role-name", "cli", "--assume-role-policy-document", TRUST));
        root().succeed(aws(
                "iam",
                "put-role-policy",
                "--role-name",
                "cli",
                "--policy-name",
                "d",
                "--policy-document",
                TENANT_DATA));
        root().succeed(aws("iam", "create-user", "--user-name", "cli"));
        root().succeed(aws(
                "iam", "put-user-policy", "--user-name", "cli", "--policy-name", "a", "--policy-document", ASSUMES));
        String[] key = root().succeed(aws(
                        "iam",
                        "create-access-key",
                        "--user-name",
                        "cli",
                        "--query",
                        "AccessKey.[AccessKeyId,SecretAccessKey]"))
                .split("\\s+", -1);
        String[] issued = root().as(AwsBasicCredentials.create(key[0], key[1]))
                .succeed(aws(
                        "sts",
                        "assume-role",
                        "--role-arn",
                        "arn:aws:iam::111122223333:role/cli",
                        "--role-session-name",
                        "acme",
                        "--tags",
                        "Key=TenantId,Value=acme",
                        "--query",
                        "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]"))
                .split("\\s+", -1);
        PeerProcess session = root().as(AwsSessionCredentials.create(issued[0], issued[1], issued[2]));

        assertThat(session.succeed(aws("sts", "get-caller-identity", "--query", "Arn")))
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/cli/acme");
        assertThat(session.succeed(item("acme"))).isEqualTo("acme");
        assertThat(session.fail(item("globex"))).contains("(AccessDeniedException)", "not authorized to perform");
        assertThat(session.fail(aws("dynamodb", "scan", "--table-name", "items")))
                .contains("(AccessDeniedException)");
    }

    private static List<String> item(String tenant) {
        return aws(
                "dynamodb",
                "get-item",
                "--table-name",
                "items",
                "--key",
                "{\"pk\":{\"S\":\"" + tenant + "\"}}",
                "--query",
                "Item.pk.S");
    }

    @Test
    void boto3_taggedSession_isHeldToItsTenant() throws Exception {
        PeerProcess.assumeBoto3();
        assertThat(root().succeed(root().python("""
                import boto3, sys
                from botocore.exceptions import ClientError
                trust, data, assumes = sys.argv[1:]
                iam, sts = boto3.client("iam"), boto3.client("sts")
                assert sts.get_caller_identity()["Arn"].endswith(":root")
                role = iam.create_role(RoleName="boto", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
                iam.put_role_policy(RoleName="boto", PolicyName="d", PolicyDocument=data)
                iam.create_user(UserName="boto")
                iam.put_user_policy(UserName="boto", PolicyName="a", PolicyDocument=assumes)
                key = iam.create_access_key(UserName="boto")["AccessKey"]
                user = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"])
                begun = user.client("sts").assume_role(
                    RoleArn=role, RoleSessionName="acme", Tags=[{"Key": "TenantId", "Value": "acme"}])["Credentials"]
                session = boto3.Session(begun["AccessKeyId"], begun["SecretAccessKey"], begun["SessionToken"])
                assert session.client("sts").get_caller_identity()["Arn"].endswith(":assumed-role/boto/acme")
                ddb = session.client("dynamodb")
                assert ddb.get_item(TableName="items", Key={"pk": {"S": "acme"}})["Item"]["pk"]["S"] == "acme"
                for call, code in [
                    (lambda: ddb.get_item(TableName="items", Key={"pk": {"S": "globex"}}), "AccessDeniedException"),
                    (lambda: ddb.scan(TableName="items"), "AccessDeniedException"),
                    (lambda: session.client("iam").list_roles(), "AccessDenied"),
                    (lambda: sts.assume_role(RoleArn=role, RoleSessionName="root"), "AccessDenied"),
                ]:
                    try:
                        call()
                        raise SystemExit("not refused: " + code)
                    except ClientError as refusal:
                        assert refusal.response["Error"]["Code"] == code, refusal
                print("all well")
                """, TRUST, TENANT_DATA, ASSUMES)))
                .endsWith("all well");
    }

    private AwsCredentials wrongSecret() {
        return AwsBasicCredentials.create(lab.credentials().resolveCredentials().accessKeyId(), "wrong");
    }

    private AwsCredentials expired() {
        AwsCredentials session = lab.role("expires-" + System.nanoTime())
                .create()
                .session("work")
                .duration(Duration.ofMinutes(15))
                .start()
                .credentials()
                .resolveCredentials();
        lab.clock().advance(Duration.ofMinutes(16));
        return session;
    }

    /** The codes of https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html and its like. */
    @ParameterizedTest
    @CsvSource({
        "sts, get-caller-identity, SignatureDoesNotMatch, ExpiredToken",
        "dynamodb, list-tables, InvalidSignatureException, ExpiredTokenException",
        "kms, list-keys, InvalidSignatureException, ExpiredTokenException",
        "s3api, list-buckets, SignatureDoesNotMatch, ExpiredToken"
    })
    void awsCli_signatureThatDoesNotHold_isRefusedAsByAws(
            String service, String operation, String ofWrongSecret, String ofExpired) throws Exception {
        PeerProcess.assumeCli();
        assertThat(root().as(wrongSecret()).fail(aws(service, operation))).contains("(" + ofWrongSecret + ")");
        assertThat(root().as(expired()).fail(aws(service, operation))).contains("(" + ofExpired + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "sts, get_caller_identity, SignatureDoesNotMatch, ExpiredToken",
        "dynamodb, list_tables, InvalidSignatureException, ExpiredTokenException",
        "kms, list_keys, InvalidSignatureException, ExpiredTokenException",
        "s3, list_buckets, SignatureDoesNotMatch, ExpiredToken"
    })
    void boto3_signatureThatDoesNotHold_isRefusedAsByAws(
            String service, String operation, String ofWrongSecret, String ofExpired) throws Exception {
        PeerProcess.assumeBoto3();
        var program = root().python("""
                import boto3, sys
                from botocore.exceptions import ClientError
                try:
                    getattr(boto3.client(sys.argv[1]), sys.argv[2])()
                    raise SystemExit("not refused")
                except ClientError as refusal:
                    print(refusal.response["Error"]["Code"])
                """, service, operation);
        assertThat(root().as(wrongSecret()).succeed(program)).isEqualTo(ofWrongSecret);
        assertThat(root().as(expired()).succeed(program)).isEqualTo(ofExpired);
    }

    /**
     * Changes a request between signing and sending. A changed payload of S3 is no longer the one of {@code
     * x-amz-content-sha256} (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
     */
    @ParameterizedTest
    @CsvSource({
        "sts, get_caller_identity, {}, SignatureDoesNotMatch, SignatureDoesNotMatch",
        "iam, list_roles, {}, SignatureDoesNotMatch, SignatureDoesNotMatch",
        "dynamodb, list_tables, {}, InvalidSignatureException, InvalidSignatureException",
        "kms, list_keys, {}, InvalidSignatureException, InvalidSignatureException",
        "secretsmanager, list_secrets, {}, InvalidSignatureException, InvalidSignatureException",
        "sqs, list_queues, {}, SignatureDoesNotMatch, SignatureDoesNotMatch",
        "s3, put_object, '{\"Bucket\": \"b\", \"Key\": \"k\", \"Body\": \"true\"}', XAmzContentSHA256Mismatch,"
                + " SignatureDoesNotMatch"
    })
    void boto3_changedOnTheWay_isRefusedAsByAws(
            String service, String operation, String parameters, String ofBody, String ofDate) throws Exception {
        PeerProcess.assumeBoto3();
        var program = root().python("""
                import boto3, datetime, json, sys
                from botocore.config import Config
                from botocore.exceptions import ClientError
                service, operation, parameters = sys.argv[1:]
                def other_body(request, **unused):
                    body = request.body or b""
                    body = body.read() if hasattr(body, "read") else body
                    request.body = (body.encode() if isinstance(body, str) else bytes(body)) + b" "
                    request.headers["Content-Length"] = str(len(request.body))
                def other_date(request, **unused):
                    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1)
                    request.headers["X-Amz-Date"] = later.strftime("%Y%m%dT%H%M%SZ")
                def nothing(request, **unused):
                    pass
                for change in other_body, other_date, nothing:
                    client = boto3.client(service, config=Config(
                        retries={"total_max_attempts": 1}, request_checksum_calculation="when_required"))
                    client.meta.events.register("before-send." + service, change)
                    try:
                        getattr(client, operation)(**json.loads(parameters))
                        print("passed")
                    except ClientError as refusal:
                        print(refusal.response["Error"]["Code"])
                """, service, operation, parameters);

        List<String> answers = root().succeed(program).lines().toList();

        assertThat(answers).hasSize(3);
        assertThat(answers.subList(0, 2)).containsExactly(ofBody, ofDate);
        assertThat(answers.get(2)).as("unchanged").isIn("passed", "NoSuchBucket");
    }
}
