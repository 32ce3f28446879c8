package dev.partywall.keyring.internal.store;

import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Carries a failure of the AWS SDK through the material providers unchanged.
 *
 * <p>They rebuild the exceptions that they know from the message alone, without status, error code and request id, and
 * let those that they do not know pass.
 */
final class AwsCallFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SdkException failure;

    private AwsCallFailed(SdkException failure) {
        super(failure.getMessage(), failure, false, false);
        this.failure = failure;
    }

    SdkException failure() {
        return failure;
    }

    static <T> T carrying(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw new AwsCallFailed(failure);
        }
    }
}
