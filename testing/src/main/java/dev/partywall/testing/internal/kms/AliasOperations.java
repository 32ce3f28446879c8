package dev.partywall.testing.internal.kms;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Aliases: https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html */
final class AliasOperations {

    private static final Page ALIASES = new Page("Aliases", 50, 100);

    /** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
    private static final int MAX_PER_KEY = 50;

    private final KeyRegistry keys;
    private final KeyResolver resolver;

    AliasOperations(KeyRegistry keys) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
    }

    Map<String, KmsOperation> operations() {
        return Map.of(
                "CreateAlias", this::createAlias,
                "UpdateAlias", this::updateAlias,
                "DeleteAlias", this::deleteAlias,
                "ListAliases", this::listAliases);
    }

    private Map<String, ?> createAlias(KmsRequest request) {
        String name = AliasName.in(request);
        KmsKey target = target(request);
        Alias alias = new Alias(name, target.id(), keys.now(), keys.now());
        requireRoom(target);
        if (!keys.addAlias(alias)) {
            throw KmsException.alreadyExists("An alias with the name " + arn(name) + " already exists");
        }
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> updateAlias(KmsRequest request) {
        String name = AliasName.in(request);
        KmsKey target = target(request);
        Alias alias = keys.findAlias(name).orElseThrow(() -> notFound(name));
        if (!alias.keyId().equals(target.id())) {
            requireRoom(target);
        }
        if (!keys.replaceAlias(alias.pointingTo(target.id(), keys.now()))) {
            throw notFound(name);
        }
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> deleteAlias(KmsRequest request) {
        String name = AliasName.in(request);
        if (keys.findAlias(name).isEmpty() || !keys.removeAlias(name)) {
            throw notFound(name);
        }
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> listAliases(KmsRequest request) {
        Optional<KmsKey> key =
                request.has("KeyId") ? Optional.of(resolver.keyReference(request, "KeyId")) : Optional.empty();
        TreeMap<String, Map<String, ?>> entries = new TreeMap<>();
        keys.aliases().stream()
                .filter(alias ->
                        key.map(wanted -> wanted.id().equals(alias.keyId())).orElse(true))
                .forEach(alias -> entries.put(alias.name(), entry(alias)));
        return ALIASES.of(entries, request);
    }

    private Map<String, ?> entry(Alias alias) {
        return new Answer()
                .with("AliasName", alias.name())
                .with("AliasArn", arn(alias.name()))
                .with("TargetKeyId", alias.keyId())
                .with("CreationDate", alias.created())
                .with("LastUpdatedDate", alias.updated())
                .map();
    }

    private KmsKey target(KmsRequest request) {
        KmsKey target = resolver.target(request);
        target.requireNotPendingDeletion();
        return target;
    }

    private void requireRoom(KmsKey target) {
        long count = keys.aliases().stream()
                .filter(alias -> alias.keyId().equals(target.id()))
                .count();
        if (count >= MAX_PER_KEY) {
            throw KmsException.limitExceeded("A key has at most " + MAX_PER_KEY + " aliases.");
        }
    }

    private KmsException notFound(String name) {
        return KmsException.notFound("Alias " + arn(name) + " is not found.");
    }

    private String arn(String name) {
        return keys.account().arn("kms", name);
    }
}
