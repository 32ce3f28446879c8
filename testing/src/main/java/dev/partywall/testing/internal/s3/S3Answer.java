package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.LabResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Builds an answer. One to HEAD has the body that GET would have: the wire leaves it out and keeps its length. */
final class S3Answer {

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private S3Answer(int status) {
        this.status = status;
        headers.put("x-amz-request-id", UUID.randomUUID().toString());
        headers.put("Server", "AmazonS3");
    }

    static S3Answer status(int status) {
        return new S3Answer(status);
    }

    /** An answer with an XML document. */
    static LabResponse xml(XmlBody body) {
        return status(200).header("Content-Type", "application/xml").body(body.bytes());
    }

    S3Answer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    S3Answer header(String name, Optional<String> value) {
        value.ifPresent(given -> headers.put(name, given));
        return this;
    }

    S3Answer headers(Map<String, String> all) {
        headers.putAll(all);
        return this;
    }

    LabResponse body(byte[] body) {
        return LabResponse.success(status, headers, body);
    }

    LabResponse empty() {
        return body(new byte[0]);
    }
}
