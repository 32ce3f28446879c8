package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
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

    private record Ended(int exit, String text) {}

    private Ended run(AwsCredentials credentials, List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(Map.of(
                "AWS_ENDPOINT_URL", lab.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", credentials.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey(),
                "AWS_DEFAULT_REGION", lab.region().id(),
                "AWS_CONFIG_FILE", directory.resolve("config").toString(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_PAGER", ""));
        if (credentials instanceof AwsSessionCredentials session) {
            environment.put("AWS_SESSION_TOKEN", session.sessionToken());
        }
        Process process = builder.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        return new Ended(
                ended ? process.exitValue() : -1,
                Files.readString(output, StandardCharsets.UTF_8).strip());
    }

    private String succeed(List<String> command) throws IOException, InterruptedException {
        Ended ended = run(lab.credentials().resolveCredentials(), command);
        assertThat(ended.exit()).as("%s: %s", command, ended.text()).isZero();
        return ended.text();
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("aws", "--output", "text"));
        command.addAll(List.of(arguments));
        return command;
    }

    private String aws(String... arguments) throws IOException, InterruptedException {
        return succeed(command(arguments));
    }

    private static boolean works(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void awsCli_s3_works() throws Exception {
        assumeTrue(works("aws", "--version"), "the aws command line is not on this machine");
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
        assumeTrue(works("aws", "--version"), "the aws command line is not on this machine");
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
        AwsCredentials credentials = session.credentials().resolveCredentials();
        Ended own = run(credentials, command("s3", "cp", "s3://" + bucket + "/t1/a", "-"));
        assertThat(own.exit()).as(own.text()).isZero();
        assertThat(own.text()).isEqualTo("mine");
        Ended others = run(credentials, command("s3", "cp", "s3://" + bucket + "/t2/a", "-"));
        assertThat(others.exit()).isNotZero();
        assertThat(others.text()).contains("403").doesNotContain("theirs");
    }

    @Test
    void boto3_s3_works() throws Exception {
        assumeTrue(works("python3", "-c", "import boto3"), "python3 with boto3 is not on this machine");
        Path script = directory.resolve("peer.py");
        Files.writeString(script, """
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
                """);
        assertThat(succeed(List.of("python3", script.toString(), bucket))).endsWith("all well");
    }
}
