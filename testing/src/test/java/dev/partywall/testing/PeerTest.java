package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;

/** Clients in other languages: they know nothing of the lab but its endpoint. */
@Tag("peer")
@ExtendWith(AwsLabExtension.class)
final class PeerTest {

    private final AwsLab lab;

    @TempDir
    Path directory;

    PeerTest(AwsLab lab) {
        this.lab = lab;
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        return PeerProcess.ofRoot(lab, directory).succeed(command);
    }

    private String aws(String... arguments) throws IOException, InterruptedException {
        return run(PeerProcess.aws(arguments));
    }

    @Test
    void awsCli_kmsAndDynamoDb_works() throws Exception {
        PeerProcess.assumeCli();
        String key = aws("kms", "create-key", "--description", "cli", "--query", "KeyMetadata.Arn");
        aws("kms", "create-alias", "--alias-name", "alias/cli", "--target-key-id", key);
        assertThat(aws("kms", "describe-key", "--key-id", "alias/cli", "--query", "KeyMetadata.Arn"))
                .isEqualTo(key);
        Path plaintext = Files.writeString(directory.resolve("plaintext"), "from the cli");
        String blob = aws(
                "kms",
                "encrypt",
                "--key-id",
                "alias/cli",
                "--plaintext",
                "fileb://" + plaintext,
                "--encryption-context",
                "tenant=acme",
                "--query",
                "CiphertextBlob");
        SdkBytes bytes = SdkBytes.fromByteArray(Base64.getDecoder().decode(blob));
        assertThat(lab.kms()
                        .decrypt(r -> r.ciphertextBlob(bytes).encryptionContext(Map.of("tenant", "acme")))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("from the cli");
        aws("kms", "enable-key-rotation", "--key-id", key);
        assertThat(aws("kms", "get-key-rotation-status", "--key-id", key, "--query", "KeyRotationEnabled"))
                .isEqualTo("True");
        aws("kms", "tag-resource", "--key-id", key, "--tags", "TagKey=tenant,TagValue=acme");
        assertThat(aws("kms", "list-resource-tags", "--key-id", key, "--query", "Tags[0].TagValue"))
                .isEqualTo("acme");
        assertThat(aws("kms", "get-key-policy", "--key-id", key, "--policy-name", "default"))
                .contains("kms:*");
        assertThat(aws("kms", "schedule-key-deletion", "--key-id", key, "--query", "KeyState"))
                .isEqualTo("PendingDeletion");
        aws(
                "dynamodb",
                "create-table",
                "--table-name",
                "cli-table",
                "--billing-mode",
                "PAY_PER_REQUEST",
                "--attribute-definitions",
                "AttributeName=pk,AttributeType=S",
                "--key-schema",
                "AttributeName=pk,KeyType=HASH");
        aws("dynamodb", "put-item", "--table-name", "cli-table", "--item", "{\"pk\":{\"S\":\"acme\"}}");
        assertThat(lab.calls().of("dynamodb:PutItem").forTable("cli-table").list())
                .singleElement()
                .satisfies(call -> assertThat(call.principal())
                        .isEqualTo(lab.credentials().resolveCredentials().accessKeyId()));
    }

    @Test
    void boto3_kmsAndDynamoDb_works() throws Exception {
        PeerProcess.assumeBoto3();
        String key = lab.createKey();
        Path script = directory.resolve("peer.py");
        Files.writeString(script, """
                import boto3, sys
                from botocore.exceptions import ClientError
                kms, ddb, key = boto3.client("kms"), boto3.client("dynamodb"), sys.argv[1]
                context = {"tenant": "acme"}
                data_key = kms.generate_data_key(KeyId=key, KeySpec="AES_256", EncryptionContext=context)
                opened = kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"], EncryptionContext=context)
                assert opened["Plaintext"] == data_key["Plaintext"] and opened["KeyId"] == key
                kms.rotate_key_on_demand(KeyId=key)
                moved = kms.re_encrypt(CiphertextBlob=data_key["CiphertextBlob"], SourceEncryptionContext=context,
                                       DestinationKeyId=key)
                assert moved["SourceKeyMaterialId"] != moved["DestinationKeyMaterialId"]
                assert kms.decrypt(CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
                assert len(kms.list_key_rotations(KeyId=key)["Rotations"]) == 1
                for call, expected in [
                    (lambda: kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"]), kms.exceptions.InvalidCiphertextException),
                    (lambda: kms.describe_key(KeyId="alias/none"), kms.exceptions.NotFoundException),
                    (lambda: kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"), kms.exceptions.UnsupportedOperationException),
                    (lambda: kms.generate_random(NumberOfBytes=1, CustomKeyStoreId="x"), kms.exceptions.UnsupportedOperationException),
                ]:
                    try:
                        call()
                        raise SystemExit("not refused: %s" % expected)
                    except expected as refusal:
                        assert refusal.response["ResponseMetadata"]["RequestId"]
                assert any(k["KeyArn"] == key for page in kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 1}) for k in page["Keys"])
                ddb.create_table(TableName="boto", BillingMode="PAY_PER_REQUEST",
                                 AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                                 KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}])
                ddb.put_item(TableName="boto", Item={"pk": {"S": "acme#1"}})
                assert ddb.query(TableName="boto", KeyConditionExpression="pk = :p",
                                 ExpressionAttributeValues={":p": {"S": "acme#1"}})["Count"] == 1
                print("all well")
                """);
        assertThat(run(List.of("python3", script.toString(), key))).endsWith("all well");
        assertThat(lab.calls()
                        .of("dynamodb:Query")
                        .forTenant(TenantId.of("acme"))
                        .count())
                .isEqualTo(1);
    }
}
