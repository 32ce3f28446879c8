package dev.partywall.abac.internal.credentials;

import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The settings of the credentials, checked.
 *
 * @param source asks STS
 * @param mapping what of a tenant goes into its sessions
 * @param expiryMargin how long before its end a session is no longer handed out
 * @param failureBackoff how long a failure is remembered
 * @param loadTimeout how long an operation waits for a session
 * @param maximumSessions how many are kept
 * @param assumeRoleRate how many are asked for in a second
 * @param gate says who is served
 * @param forget is told of a tenant that was evicted
 * @param listener who is told
 * @param clock the clocks of this machine
 */
public record CredentialSettings(
        SessionSource source,
        SessionMapping mapping,
        Duration expiryMargin,
        Duration failureBackoff,
        Duration loadTimeout,
        int maximumSessions,
        int assumeRoleRate,
        TenantGate gate,
        Consumer<TenantId> forget,
        IsolationEventListener listener,
        SessionClock clock) {}
