package dev.partywall.lifecycle;

import java.time.Instant;

/**
 * What a suspension has brought about when it returns: the registry says so, this JVM serves the tenant no more, and its sessions
 * are denied at AWS.
 *
 * @param record as the registry has it
 * @param fleetBy from when on no node serves the tenant, by the clock of the lifecycle: the bound of the {@link FleetSettings}
 *     after the record was stored
 */
public record Suspension(TenantRecord record, Instant fleetBy) {}
