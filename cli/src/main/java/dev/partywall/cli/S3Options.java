package dev.partywall.cli;

import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.S3RecordSource;
import java.util.List;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.s3.S3Client;

/** Records in objects of S3. */
final class S3Options {

    @Option(names = "--s3-bucket", required = true, paramLabel = "BUCKET", description = "The bucket.")
    private String bucket = "";

    @Option(
            names = "--s3-prefix",
            required = true,
            paramLabel = "PREFIX",
            description = "How the keys of the tenant's objects begin, with a slash at the end.")
    private String prefix = "";

    @Option(
            names = "--untagged",
            description = "The objects have no tags, so none are asked for. Tags that there are get lost.")
    private boolean untagged;

    RecordSource source(S3Client client, RecordIds ids, List<String> boundaries) {
        S3RecordSource.Builder source = S3RecordSource.builder(client, bucket, prefix)
                .splitAfter(boundaries.toArray(String[]::new))
                .recordId(ids::ofKey);
        return (untagged ? source.untagged() : source).build();
    }
}
