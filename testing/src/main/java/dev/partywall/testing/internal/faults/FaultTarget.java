package dev.partywall.testing.internal.faults;

import dev.partywall.testing.LabCall;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabService;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A request that a fault may strike.
 *
 * @param request the request
 * @param call the request as it is recorded
 * @param service whose request it is
 * @param loop where its connection lives: timers run there
 * @param over completes when the exchange is over, for instance because the client has gone
 */
public record FaultTarget(
        LabRequest request, LabCall call, LabService service, ScheduledExecutorService loop, CompletionStage<?> over) {}
