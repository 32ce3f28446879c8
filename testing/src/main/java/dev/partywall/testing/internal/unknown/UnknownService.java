package dev.partywall.testing.internal.unknown;

import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.protocol.AwsJsonProtocol;
import java.util.Optional;

/** Takes what no service of the lab owns, and says so. */
public final class UnknownService implements LabService {

    private static final Protocol PROTOCOL = AwsJsonProtocol.of("1.1");

    /** For the end of the list of services. */
    public UnknownService() {}

    @Override
    public String name() {
        return "unknown";
    }

    @Override
    public Optional<String> signingName() {
        return Optional.empty();
    }

    @Override
    public boolean owns(LabRequest request) {
        return true;
    }

    @Override
    public boolean takesAnonymous(LabRequest request) {
        return true;
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        String operation = request.targetOperation().isEmpty() ? request.method() : request.targetOperation();
        String missing = "the lab has no service '" + request.signingService().orElse("")
                + "' and none for X-Amz-Target '" + request.targetPrefix() + "." + request.targetOperation() + "'";
        return PreparedCall.unmodelled(operation, operation, missing);
    }

    @Override
    public Protocol protocol() {
        return PROTOCOL;
    }

    @Override
    public LabError throttled() {
        return new LabError(400, "ThrottlingException", "Rate exceeded");
    }

    @Override
    public LabError failed() {
        return new LabError(500, "InternalFailure", "An internal error that the test asked for.");
    }
}
