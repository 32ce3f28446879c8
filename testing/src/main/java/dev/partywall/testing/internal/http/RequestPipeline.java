package dev.partywall.testing.internal.http;

import dev.partywall.testing.LabCall;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Reply;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.faults.FaultTable;
import dev.partywall.testing.internal.faults.FaultTarget;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** The way of a request: it is parsed, recorded, led past the faults, performed by its service, and recorded again. */
public final class RequestPipeline {

    private final List<LabService> services;
    private final CallLog log;
    private final FaultTable faults;

    /**
     * A pipeline.
     *
     * @param services asked in this order whose a request is; the last takes what no other wants
     */
    public RequestPipeline(List<LabService> services, CallLog log, FaultTable faults) {
        this.services = List.copyOf(services);
        this.log = log;
        this.faults = faults;
    }

    /**
     * Sends a request on its way.
     *
     * @param loop the event loop of the connection
     */
    Exchange begin(LabRequest request, ScheduledExecutorService loop) {
        LabService service = serviceOf(request);
        PreparedCall prepared = service.prepare(request);
        LabCall call = log.arrive(service.name(), request, prepared.subject());
        Exchange exchange = new Exchange(reply -> log.end(call, reply.status(), reply.outcome()));
        FaultTarget target = new FaultTarget(request, call, service, loop, exchange.over());
        CompletableFuture.completedStage(target)
                .thenCompose(faults::decide)
                .thenCompose(injected -> injected.isPresent()
                        ? CompletableFuture.completedStage(injected.get())
                        : perform(prepared, exchange))
                .exceptionally(failure -> broken(service, failure))
                .thenAccept(exchange::end);
        return exchange;
    }

    private LabService serviceOf(LabRequest request) {
        return services.stream()
                .filter(service -> service.owns(request))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The last service takes every request"));
    }

    private static CompletionStage<Reply> perform(PreparedCall prepared, Exchange exchange) {
        return exchange.isOver()
                ? CompletableFuture.completedStage(new Reply.Abandoned())
                : prepared.execution().get().thenApply(Reply.Answer::new);
    }

    /** Nothing below throws on purpose: it is a defect of the lab, or of a condition that a test gave to a fault. */
    private static Reply broken(LabService service, Throwable failure) {
        String message = "The lab failed: " + failure;
        return new Reply.Answer(service.refuse(new LabError(500, "InternalFailure", message)));
    }
}
