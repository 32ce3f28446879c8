package dev.partywall.testing.internal;

import java.util.Map;

/** Takes what no service of the lab owns, and says so. */
public final class UnknownService implements LabService {

    /** For the end of the list of services. */
    public UnknownService() {}

    @Override
    public String name() {
        return "unknown";
    }

    @Override
    public boolean owns(LabRequest request) {
        return true;
    }

    @Override
    public PreparedCall prepare(LabRequest request) {
        LabError error = new LabError(
                400,
                "UnknownOperationException",
                "The lab has no service for X-Amz-Target '" + request.targetPrefix() + "." + request.operation()
                        + "'.");
        return PreparedCall.immediate(CallSubject.NONE, () -> refuse(error));
    }

    @Override
    public LabResponse refuse(LabError error) {
        byte[] body = Json.write(Map.of("__type", error.code(), "message", error.message()));
        return LabResponse.error(
                error.status(), Map.of("Content-Type", "application/x-amz-json-1.1"), body, error.code());
    }

    @Override
    public LabError inject(InjectedError kind, LabRequest request) {
        return switch (kind) {
            case THROTTLED -> new LabError(400, "ThrottlingException", "Rate exceeded");
            case FAILED -> new LabError(500, "InternalFailure", "An internal error that the test asked for.");
            case DENIED -> new LabError(400, "AccessDeniedException", "A test denies it.");
        };
    }
}
