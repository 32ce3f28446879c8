package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRecord;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The KMS keys that are not one tenant's alone: the one that tenants share, and all that the records of others name. */
public final class KeysOfOthers {

    private final Optional<String> sharedRootKey;
    private final Supplier<Stream<TenantRecord>> tenants;

    /** With the key that tenants share, and all tenants. */
    public KeysOfOthers(Optional<String> sharedRootKey, Supplier<Stream<TenantRecord>> tenants) {
        this.sharedRootKey = sharedRootKey;
        this.tenants = tenants;
    }

    /** One of these keys that is not this tenant's alone; reads the registry. */
    public Optional<String> among(Set<String> keys, TenantId tenant) {
        Stream<String> ofOthers =
                tenants.get().filter(other -> !other.tenant().equals(tenant)).flatMap(KeysOfOthers::named);
        return Stream.concat(sharedRootKey.stream(), ofOthers)
                .filter(keys::contains)
                .findFirst();
    }

    private static Stream<String> named(TenantRecord other) {
        return Stream.of(
                        other.key().rootKey().stream(),
                        other.key().formerRootKey().stream(),
                        other.key().siloKeys().stream(),
                        other.operation().stream().flatMap(operation -> operation.parameters().values().stream()))
                .flatMap(keys -> keys);
    }
}
