package dev.partywall.lifecycle.internal.fleet;

import dev.partywall.keyring.TenantKeyRules;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantRecord;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a record says to a keyring. */
public final class KeyRules {

    private KeyRules() {}

    /** The rules of a tenant, if it has a root key. */
    public static Optional<TenantKeyRules> of(TenantRecord record) {
        TenantKeyState key = record.key();
        Set<String> former = key.formerRootKey().stream().collect(Collectors.toSet());
        return key.rootKey().map(rootKey -> new TenantKeyRules(rootKey, former, key.retired()));
    }
}
