package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** S3 as clients in other languages work with it. */
@Tag("peer")
final class S3PeerTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final String bucket = "b-" + UUID.randomUUID();

    @TempDir
    Path directory;

    S3PeerTest(AwsLab lab) {
        this.lab = lab;
    }

    private PeerProcess root() {
        return PeerProcess.ofRoot(lab, directory);
    }

    private String aws(String... arguments) throws IOException, InterruptedException {
        return root().succeed(PeerProcess.aws(arguments));
    }

    @Test
    void awsCli_s3_works() throws Exception {
        PeerProcess.assumeCli();
        aws("s3", "mb", "s3://" + bucket);
        Path tree = Files.createDirectories(directory.resolve("tree/deep er"));
        Files.writeString(tree.resolve("ä+b%.txt"), "small");
        byte[] big = new byte[20 * 1024 * 1024];
        new Random(1).nextBytes(big);
        Files.write(directory.resolve("tree/big"), big);
        aws("s3", "sync", directory.resolve("tree").toString(), "s3://" + bucket + "/t1/");
        assertThat(aws("s3", "ls", "s3://" + bucket + "/t1/"))
                .contains("PRE deep er/")
                .contains("20971520 big");
        assertThat(lab.calls().of("s3:UploadPart").count()).isGreaterThan(1);
        aws("s3", "cp", "s3://" + bucket + "/t1/big", "s3://" + bucket + "/t2/big");
        aws("s3", "cp", "s3://" + bucket + "/t2/big", directory.resolve("back").toString());
        assertThat(Files.readAllBytes(directory.resolve("back"))).isEqualTo(big);
        aws("s3", "mv", "s3://" + bucket + "/t1/deep er/ä+b%.txt", "s3://" + bucket + "/t1/plain");
        assertThat(aws("s3", "cp", "s3://" + bucket + "/t1/plain", "-")).isEqualTo("small");
        aws(
                "s3api",
                "put-object-tagging",
                "--bucket",
                bucket,
                "--key",
                "t1/plain",
                "--tagging",
                "TagSet=[{Key=a,Value=b}]");
        assertThat(aws(
                        "s3api",
                        "get-object-tagging",
                        "--bucket",
                        bucket,
                        "--key",
                        "t1/plain",
                        "--query",
                        "TagSet[0].Value"))
                .isEqualTo("b");
        assertThat(aws("s3api", "head-object", "--bucket", bucket, "--key", "t1/plain", "--query", "ContentLength"))
                .isEqualTo("5");
        assertThat(aws(
                        "s3api",
                        "list-objects-v2",
                        "--bucket",
                        bucket,
                        "--max-items",
                        "1",
                        "--query",
                        "Contents[0].Key"))
                .startsWith("t1/big");
        aws("s3", "rm", "--recursive", "s3://" + bucket);
        aws("s3", "rb", "s3://" + bucket);
        assertThat(aws("s3", "ls")).doesNotContain(bucket);
    }

    @Test
    void awsCli_withASession_isHeldToItsPrefix() throws Exception {
        PeerProcess.assumeCli();
        lab.s3().createBucket(r -> r.bucket(bucket));
        lab.s3().putObject(r -> r.bucket(bucket).key("t1/a"), RequestBody.fromString("mine"));
        lab.s3().putObject(r -> r.bucket(bucket).key("t2/a"), RequestBody.fromString("theirs"));
        LabSession session = lab.role("cli-" + bucket.substring(0, 20))
                .policy("data", """
                        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
                          "Resource": "arn:aws:s3:::%s/${aws:PrincipalTag/TenantId}/*"}}
                        """.formatted(bucket))
                .create()
                .session("t1")
                .tag("TenantId", "t1")
                .start();
        PeerProcess tenant = root().as(session.credentials().resolveCredentials());
        assertThat(tenant.succeed(PeerProcess.aws("s3", "cp", "s3://" + bucket + "/t1/a", "-")))
                .isEqualTo("mine");
        assertThat(tenant.fail(PeerProcess.aws("s3", "cp", "s3://" + bucket + "/t2/a", "-")))
                .contains("403")
                .doesNotContain("theirs");
    }

    @Test
    void boto3_s3_works() throws Exception {
        PeerProcess.assumeBoto3();
        List<String> program = root().python("""
                import boto3, sys, urllib.request, io, os
                from boto3.s3.transfer import TransferConfig
                from botocore.exceptions import ClientError
                s3, bucket = boto3.client("s3"), sys.argv[1]
                s3.create_bucket(Bucket=bucket)
                for key in ["a b", "a+b", "ä/€", "x//y", "%41", "..", "a/../b", "/lead"]:
                    s3.put_object(Bucket=bucket, Key=key, Body=key.encode(), Metadata={"m": "1"})
                    got = s3.get_object(Bucket=bucket, Key=key)
                    assert got["Body"].read() == key.encode() and got["Metadata"] == {"m": "1"}, key
                keys = [o["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 3}) for o in page["Contents"]]
                assert keys == sorted(["a b", "a+b", "ä/€", "x//y", "%41", "..", "a/../b", "/lead"], key=lambda k: k.encode()), keys
                big = os.urandom(12 * 1024 * 1024)
                s3.upload_fileobj(io.BytesIO(big), bucket, "big", Config=TransferConfig(multipart_threshold=6 * 1024 * 1024, multipart_chunksize=6 * 1024 * 1024))
                out = io.BytesIO()
                s3.download_fileobj(bucket, "big", out)
                assert out.getvalue() == big
                assert s3.head_object(Bucket=bucket, Key="big")["ETag"].endswith('-2"')
                url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a b"})
                if "X-Amz-Algorithm" in url:
                    assert urllib.request.urlopen(url).read() == b"a b"
                s3.copy({"Bucket": bucket, "Key": "ä/€"}, bucket, "copy")
                assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == "ä/€".encode()
                for call, code in [
                    (lambda: s3.get_object(Bucket=bucket, Key="none"), "NoSuchKey"),
                    (lambda: s3.get_bucket_policy(Bucket=bucket), "NoSuchBucketPolicy"),
                    (lambda: s3.get_bucket_acl(Bucket=bucket), "UnmodelledByLab"),
                    (lambda: s3.put_object(Bucket=bucket, Key="big", Body=b"", IfNoneMatch="*"), "PreconditionFailed"),
                ]:
                    try:
                        call()
                        raise SystemExit("not refused: " + code)
                    except ClientError as refusal:
                        assert refusal.response["Error"]["Code"] == code, refusal
                boto3.resource("s3").Bucket(bucket).objects.all().delete()
                s3.delete_bucket(Bucket=bucket)
                print("all well")
                """, bucket);
        assertThat(root().succeed(program)).endsWith("all well");
    }
}
