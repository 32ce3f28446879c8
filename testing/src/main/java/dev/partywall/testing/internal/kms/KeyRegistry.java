package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.LabAccount;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The keys and aliases of the lab's account. */
final class KeyRegistry {

    private final LabAccount account;
    private final Clock clock;
    private final SecureRandom random;
    private final ConcurrentMap<String, KmsKey> keys = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Alias> aliases = new ConcurrentHashMap<>();

    KeyRegistry(LabAccount account, Clock clock, SecureRandom random) {
        this.account = account;
        this.clock = clock;
        this.random = random;
    }

    LabAccount account() {
        return account;
    }

    Instant now() {
        return clock.instant();
    }

    KmsKey create(String description, KeyPolicy policy) {
        String id = UUID.randomUUID().toString();
        Instant now = now();
        KmsKey key =
                new KmsKey(id, account.arn("kms", "key/" + id), now, new KeyMaterials(random), description, policy);
        keys.put(id, key);
        return key;
    }

    /** A key that exists at this time: one whose waiting period is over is gone for good when it is next looked for. */
    Optional<KmsKey> find(String id) {
        Optional<KmsKey> key = Optional.ofNullable(keys.get(id));
        if (key.isPresent() && key.get().isGone(now())) {
            delete(key.get());
            return Optional.empty();
        }
        return key;
    }

    /** All keys that exist at this time. */
    List<KmsKey> all() {
        return keys.keySet().stream().flatMap(id -> find(id).stream()).toList();
    }

    private void delete(KmsKey key) {
        keys.remove(key.id());
        aliases.values().removeIf(alias -> alias.keyId().equals(key.id()));
        key.destroy();
    }

    /** The aliases of keys that exist at this time. */
    List<Alias> aliases() {
        return aliases.values().stream()
                .filter(alias -> find(alias.keyId()).isPresent())
                .toList();
    }

    /** The names of a key's aliases. */
    List<String> aliasesOf(KmsKey key) {
        return aliases().stream()
                .filter(alias -> alias.keyId().equals(key.id()))
                .map(Alias::name)
                .sorted()
                .toList();
    }

    Optional<Alias> findAlias(String name) {
        return Optional.ofNullable(aliases.get(name))
                .filter(alias -> find(alias.keyId()).isPresent());
    }

    /** Adds an alias unless its name is taken. */
    boolean addAlias(Alias alias) {
        return findAlias(alias.name()).isEmpty() && aliases.putIfAbsent(alias.name(), alias) == null;
    }

    /** Replaces an alias of the same name; nothing happens if there is none. */
    boolean replaceAlias(Alias alias) {
        return aliases.replace(alias.name(), alias) != null;
    }

    /** Removes an alias. */
    boolean removeAlias(String name) {
        return aliases.remove(name) != null;
    }

    /** Overwrites all key material. */
    void destroy() {
        keys.values().forEach(KmsKey::destroy);
    }
}
