package dev.partywall.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** The headers of requests that no SDK client would send, signed by the lab's root user. */
public final class SignedHeaders {

    private SignedHeaders() {}

    /** The headers of a POST to the root of the lab, the host included. */
    public static Map<String, String> ofPost(AwsLab lab, String service, String target, String body) {
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(lab.endpoint())
                .putHeader("X-Amz-Target", target)
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.request(unsigned)
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .identity(lab.credentials().resolveCredentials())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, lab.region().id()))
                .request();
        Map<String, String> headers = new LinkedHashMap<>();
        signed.forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
        return headers;
    }
}
