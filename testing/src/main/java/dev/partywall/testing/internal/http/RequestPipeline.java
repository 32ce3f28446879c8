package dev.partywall.testing.internal.http;

import dev.partywall.testing.LabCall;
import dev.partywall.testing.internal.AuthenticationFailure;
import dev.partywall.testing.internal.Authenticator;
import dev.partywall.testing.internal.Authenticator.Outcome.Refused;
import dev.partywall.testing.internal.Authenticator.Outcome.Verified;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Reply;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.faults.FaultTable;
import dev.partywall.testing.internal.faults.FaultTarget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The way of a request: its signature is verified, it is parsed and recorded, led past the faults, judged by IAM,
 * performed by its service, and recorded again.
 */
public final class RequestPipeline {

    private final List<LabService> services;
    private final Authenticator authenticator;
    private final Gatekeeper gatekeeper;
    private final CallLog log;
    private final FaultTable faults;

    /**
     * A pipeline.
     *
     * @param services asked in this order whose a request is; the last takes what no other wants
     */
    public RequestPipeline(
            List<LabService> services,
            Authenticator authenticator,
            Gatekeeper gatekeeper,
            CallLog log,
            FaultTable faults) {
        this.services = List.copyOf(services);
        this.authenticator = authenticator;
        this.gatekeeper = gatekeeper;
        this.log = log;
        this.faults = faults;
    }

    /**
     * Sends a request on its way.
     *
     * @param loop the event loop of the connection
     */
    Exchange begin(LabRequest arrived, ScheduledExecutorService loop) {
        LabService service = serviceOf(arrived);
        Authenticator.Outcome authentication = authenticate(service, arrived);
        LabRequest request = authentication instanceof Verified verified ? verified.request() : arrived;
        PreparedCall prepared = service.prepare(request);
        LabCall call = log.arrive(service.name(), prepared.operation(), request, prepared.subject());
        Exchange exchange = new Exchange(reply -> log.end(call, reply.status(), reply.outcome()));
        if (authentication instanceof Refused refused) {
            LabError error = service.protocol().notAuthenticated(refused.failure());
            exchange.end(new Reply.Answer(service.protocol().error(error)));
        } else {
            Identity identity = ((Verified) authentication).identity();
            FaultTarget target = new FaultTarget(request, call, service, loop, exchange.over());
            CompletableFuture.completedStage(target)
                    .thenCompose(faults::decide)
                    .thenCompose(injected -> injected.isPresent()
                            ? CompletableFuture.completedStage(injected.get())
                            : judge(target, prepared, identity, exchange))
                    .exceptionally(failure -> broken(service, failure))
                    .thenAccept(exchange::end);
        }
        return exchange;
    }

    private LabService serviceOf(LabRequest request) {
        return services.stream()
                .filter(service -> service.owns(request))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The last service takes every request"));
    }

    /** A caller without a signature gets only as far as the service lets the anonymous. */
    private Authenticator.Outcome authenticate(LabService service, LabRequest request) {
        Authenticator.Outcome outcome = service.signingName()
                .map(name -> authenticator.authenticate(request, name))
                .orElseGet(() -> authenticator.authenticate(request));
        boolean unsigned = outcome instanceof Verified verified
                && verified.identity().account().isEmpty();
        return unsigned && !service.takesAnonymous(request)
                ? new Refused(new AuthenticationFailure(
                        AuthenticationFailure.Kind.MISSING_TOKEN, "Missing Authentication Token"))
                : outcome;
    }

    private CompletionStage<Reply> judge(
            FaultTarget target, PreparedCall prepared, Identity identity, Exchange exchange) {
        if (exchange.isOver()) {
            return CompletableFuture.completedStage(new Reply.Abandoned());
        }
        Optional<Reply> refusal =
                gatekeeper.judge(target.service(), target.request(), target.call(), prepared, identity);
        return refusal.isPresent()
                ? CompletableFuture.completedStage(refusal.get())
                : prepared.execution().apply(identity).thenApply(Reply.Answer::new);
    }

    /** Nothing below throws on purpose: it is a defect of the lab, or of a condition that a test gave to a fault. */
    private static Reply broken(LabService service, Throwable failure) {
        String message = "The lab failed: " + failure;
        return new Reply.Answer(service.protocol().error(new LabError(500, "InternalFailure", message)));
    }
}
