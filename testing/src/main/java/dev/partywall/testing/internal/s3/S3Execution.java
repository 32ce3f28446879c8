package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.protocol.RestXmlProtocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of an operation. */
final class S3Execution {

    private final S3Operation operation;
    private final S3Request request;
    private final Buckets buckets;
    private final RestXmlProtocol protocol;
    private @Nullable S3Call call;

    S3Execution(S3Operation operation, S3Request request, Buckets buckets, RestXmlProtocol protocol) {
        this.operation = operation;
        this.request = request;
        this.buckets = buckets;
        this.protocol = protocol;
    }

    /** What AWS asks IAM. */
    Access access(Identity caller) {
        S3Call begun = new S3Call(request, caller, buckets);
        call = begun;
        try {
            requireOwner("x-amz-expected-bucket-owner");
            requireOwner("x-amz-source-expected-bucket-owner");
            return operation.access().apply(begun);
        } catch (S3Exception e) {
            return e.access(protocol);
        }
    }

    /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
    private void requireOwner(String header) {
        Optional<String> owner = request.header(header);
        if (owner.isPresent() && !owner.get().equals(buckets.account().accountId())) {
            throw S3Exception.forbidden("Access Denied");
        }
    }

    /** Performs the call. */
    LabResponse perform() {
        if (call == null) {
            throw new IllegalStateException("IAM was not asked");
        }
        try {
            return operation.perform().apply(call);
        } catch (S3Exception e) {
            return protocol.error(e.error());
        }
    }
}
