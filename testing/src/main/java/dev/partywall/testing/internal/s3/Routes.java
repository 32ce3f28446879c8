package dev.partywall.testing.internal.s3;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells from its method, address and query which operation a request is
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html). A request with any
 * other parameter than those listed is none of them, so what the lab does not serve is never taken for a plain read or
 * write.
 */
final class Routes {

    private static final Set<String> OVERRIDES = Set.of(
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires");

    private static final List<Route> ALL = List.of(
            service("GET", "ListBuckets", "prefix", "continuation-token", "max-buckets", "bucket-region"),
            bucket("PUT", "CreateBucket"),
            bucket("PUT", "PutBucketTagging", "!tagging"),
            bucket("PUT", "PutBucketPolicy", "!policy"),
            bucket("HEAD", "HeadBucket"),
            bucket("DELETE", "DeleteBucket"),
            bucket("DELETE", "DeleteBucketTagging", "!tagging"),
            bucket("DELETE", "DeleteBucketPolicy", "!policy"),
            bucket("POST", "DeleteObjects", "!delete"),
            bucket("GET", "GetBucketLocation", "!location"),
            bucket("GET", "GetBucketTagging", "!tagging"),
            bucket("GET", "GetBucketPolicy", "!policy"),
            bucket("GET", "ListObjects", "prefix", "delimiter", "marker", "max-keys", "encoding-type"),
            bucket(
                    "GET",
                    "ListObjectsV2",
                    "!list-type",
                    "prefix",
                    "delimiter",
                    "start-after",
                    "continuation-token",
                    "max-keys",
                    "encoding-type",
                    "fetch-owner"),
            bucket(
                    "GET",
                    "ListMultipartUploads",
                    "!uploads",
                    "prefix",
                    "delimiter",
                    "key-marker",
                    "upload-id-marker",
                    "max-uploads",
                    "encoding-type"),
            copy("CopyObject"),
            copy("UploadPartCopy", "!uploadId", "!partNumber"),
            object("PUT", "PutObject"),
            object("PUT", "UploadPart", "!uploadId", "!partNumber"),
            object("PUT", "PutObjectTagging", "!tagging"),
            object("GET", "GetObject", OVERRIDES.toArray(String[]::new)),
            object("GET", "GetObjectTagging", "!tagging"),
            object("GET", "ListParts", "!uploadId", "max-parts", "part-number-marker"),
            object("HEAD", "HeadObject", OVERRIDES.toArray(String[]::new)),
            object("DELETE", "DeleteObject"),
            object("DELETE", "DeleteObjectTagging", "!tagging"),
            object("DELETE", "AbortMultipartUpload", "!uploadId"),
            object("POST", "CreateMultipartUpload", "!uploads"),
            object("POST", "CompleteMultipartUpload", "!uploadId"));

    private Routes() {}

    /** What kind of address a request has. */
    enum Scope {
        SERVICE,
        BUCKET,
        OBJECT;

        static Scope of(S3Request request) {
            return request.bucket().isEmpty() ? SERVICE : request.key().isEmpty() ? BUCKET : OBJECT;
        }
    }

    /**
     * A form of request.
     *
     * @param scope its address
     * @param method its method
     * @param copy whether it names the source of a copy
     * @param operation its operation
     * @param required parameters that it has
     * @param possible parameters that it has or may have
     */
    private record Route(
            Scope scope, String method, boolean copy, String operation, Set<String> required, Set<String> possible) {

        static Route of(Scope scope, String method, boolean copy, String operation, String... parameters) {
            Set<String> required = Set.copyOf(Arrays.stream(parameters)
                    .filter(name -> name.startsWith("!"))
                    .map(name -> name.substring(1))
                    .toList());
            Set<String> possible = Set.copyOf(
                    Arrays.stream(parameters).map(name -> name.replace("!", "")).toList());
            return new Route(scope, method, copy, operation, required, possible);
        }

        boolean matches(S3Request request) {
            return scope == Scope.of(request)
                    && method.equals(request.method())
                    && copy == request.header("x-amz-copy-source").isPresent()
                    && request.parameters().containsAll(required)
                    && possible.containsAll(request.parameters());
        }
    }

    private static Route service(String method, String operation, String... parameters) {
        return Route.of(Scope.SERVICE, method, false, operation, parameters);
    }

    private static Route bucket(String method, String operation, String... parameters) {
        return Route.of(Scope.BUCKET, method, false, operation, parameters);
    }

    private static Route object(String method, String operation, String... parameters) {
        return Route.of(Scope.OBJECT, method, false, operation, parameters);
    }

    private static Route copy(String operation, String... parameters) {
        return Route.of(Scope.OBJECT, "PUT", true, operation, parameters);
    }

    /** The name of the operation, if it is one that the lab serves. */
    static Optional<String> operation(S3Request request) {
        return ALL.stream().filter(route -> route.matches(request)).findFirst().map(Route::operation);
    }
}
