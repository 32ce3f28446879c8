package dev.partywall.testing.internal.s3;

import java.util.Optional;

/**
 * What {@code x-amz-copy-source} names (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html).
 *
 * @param bucket the bucket, which exists
 * @param key the key, decoded
 * @param object the object as IAM is asked about it
 */
record CopySource(Bucket bucket, String key, Optional<StoredObject> object) {

    static CopySource in(S3Request request, Buckets buckets) {
        String header = request.header("x-amz-copy-source").orElse("");
        if (header.contains("?versionId=")) {
            throw S3Exception.unmodelled("s3:GetObjectVersion", "versionId in x-amz-copy-source");
        }
        if (header.startsWith("arn:")) {
            throw S3Exception.unmodelled("s3:GetObject", "access points in x-amz-copy-source");
        }
        S3Address address = address(header);
        if (address.key().isEmpty()) {
            throw S3Exception.invalidArgument(
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }
        Bucket bucket = buckets.find(address.bucket()).orElseThrow(S3Exception::noSuchBucket);
        return new CopySource(bucket, address.key(), bucket.find(address.key()));
    }

    /** Clients encode the slash behind the bucket or leave it: both are one address. */
    private static S3Address address(String header) {
        String decoded = PercentEncoding.decode(header);
        String path = decoded.startsWith("/") ? decoded.substring(1) : decoded;
        int slash = path.indexOf('/');
        return slash < 0 ? new S3Address(path, "") : new S3Address(path.substring(0, slash), path.substring(slash + 1));
    }

    /** The object, which must be there. */
    StoredObject required() {
        return object.orElseThrow(S3Exception::noSuchKey);
    }
}
