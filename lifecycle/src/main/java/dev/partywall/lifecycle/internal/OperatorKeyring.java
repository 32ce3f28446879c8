package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyRules;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.internal.fleet.KeyRules;

/** The operator's own keyring: it goes by the registry itself, not by what a node remembers of it, and has no gate. */
final class OperatorKeyring {

    private OperatorKeyring() {}

    /** One with nothing in memory. */
    static TenantKeyring of(LifecycleSettings settings) {
        return of(settings, settings.listener());
    }

    /** One whose refusals are what is wanted, so nobody is alarmed. */
    static TenantKeyring quiet(LifecycleSettings settings) {
        return of(settings, IsolationEventListener.none());
    }

    private static TenantKeyring of(LifecycleSettings settings, IsolationEventListener listener) {
        return TenantKeyring.builder()
                .keyStore(settings.table(), settings.dynamoDb())
                .rootKeys(tenant -> rulesOf(settings, tenant), settings.kms())
                .listener(listener)
                .clock(settings.clock())
                .build();
    }

    private static TenantKeyRules rulesOf(LifecycleSettings settings, TenantId tenant) {
        return settings.registry()
                .find(tenant)
                .flatMap(KeyRules::of)
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.TENANT_STATUS_CONFLICT,
                        tenant,
                        false,
                        "the registry names no root key for it; onboard it first",
                        null));
    }
}
