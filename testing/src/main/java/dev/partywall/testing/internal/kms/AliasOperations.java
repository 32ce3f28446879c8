package dev.partywall.testing.internal.kms;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Aliases: https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html */
final class AliasOperations {

    private static final Page ALIASES = new Page("Aliases", 50, 100);
    private static final String PREFIX = "alias/";
    private static final String RESERVED = "alias/aws/";
    private static final Pattern WIRE = Pattern.compile("[a-zA-Z0-9:/_-]+");
    private static final Pattern NAME = Pattern.compile("alias/[a-zA-Z0-9/_-]+");
    private static final int MAX_NAME = 256;

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
        String name = name(request);
        KmsKey target = target(request);
        Alias alias = new Alias(name, target.id(), keys.now(), keys.now());
        requireRoom(target);
        if (!keys.addAlias(alias)) {
            throw KmsException.alreadyExists("An alias with the name " + arn(name) + " already exists");
        }
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> updateAlias(KmsRequest request) {
        String name = name(request);
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
        String name = name(request);
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

    private static String name(KmsRequest request) {
        String name = request.required("AliasName", 1, MAX_NAME);
        if (!WIRE.matcher(name).matches()) {
            throw KmsException.constraint(
                    "'" + name + "'", "aliasName", "satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
        }
        if (!name.startsWith(PREFIX)) {
            throw KmsException.validation("Alias must start with the prefix \"alias/\". Please see"
                    + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        }
        if (name.contains(":")) {
            throw KmsException.validation(name + " contains invalid characters for an alias");
        }
        if (!NAME.matcher(name).matches()) {
            throw KmsException.invalidAliasName("An alias has a name after its prefix: " + name);
        }
        if (name.startsWith(RESERVED)) {
            throw KmsException.notAuthorized("Aliases that start with alias/aws/ are reserved for AWS.");
        }
        return name;
    }

    private KmsKey target(KmsRequest request) {
        if (request.text("TargetKeyId").filter(id -> id.contains(PREFIX)).isPresent()) {
            throw KmsException.validation("Aliases must refer to keys. Not aliases");
        }
        KmsKey target = resolver.keyReference(request, "TargetKeyId");
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
