package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.LabAccount;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the key that a request means by key id, key ARN, alias name or alias ARN:
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
final class KeyResolver {

    private static final Pattern ARN =
            Pattern.compile("arn:[a-z-]+:kms:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):(?<resource>(key|alias)/.+)");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}");
    private static final String ALIAS = "alias/";
    private static final int MAX_LENGTH = 2048;

    private final KeyRegistry keys;

    KeyResolver(KeyRegistry keys) {
        this.keys = keys;
    }

    /** The key in a member that takes ids, ARNs and aliases. */
    KmsKey anyReference(KmsRequest request, String member) {
        return resolve(request.required(member, 1, MAX_LENGTH), true);
    }

    /** The key in a member that takes ids and ARNs only. */
    KmsKey keyReference(KmsRequest request, String member) {
        return resolve(request.required(member, 1, MAX_LENGTH), false);
    }

    /** The key that an alias is made for, or turned to. */
    KmsKey target(KmsRequest request) {
        if (request.text("TargetKeyId").filter(id -> id.contains(ALIAS)).isPresent()) {
            throw KmsException.validation("Aliases must refer to keys. Not aliases");
        }
        return keyReference(request, "TargetKeyId");
    }

    /** The key in a member that takes anything and may be absent. */
    Optional<KmsKey> optionalReference(KmsRequest request, String member) {
        return request.text(member, 1, MAX_LENGTH).map(reference -> resolve(reference, true));
    }

    /** The key in a member, if there is one; whatever is wrong with it. */
    Optional<KmsKey> leniently(KmsRequest request, String member) {
        try {
            return optionalReference(request, member);
        } catch (KmsException e) {
            return Optional.empty();
        }
    }

    private KmsKey resolve(String reference, boolean aliasAllowed) {
        if (reference.startsWith("arn:")) {
            return resolveArn(reference, aliasAllowed);
        }
        if (reference.startsWith(ALIAS) && aliasAllowed) {
            return byAlias(reference);
        }
        if (!ID.matcher(reference).matches()) {
            throw KmsException.notFound("Invalid keyId '" + reference + "'");
        }
        return byId(reference);
    }

    private KmsKey resolveArn(String arn, boolean aliasAllowed) {
        Matcher parts = ARN.matcher(arn);
        if (!parts.matches()) {
            throw KmsException.invalidArn("Invalid arn: " + arn);
        }
        requireHere(arn, parts.group("region"), parts.group("account"));
        String resource = parts.group("resource");
        if (!resource.startsWith(ALIAS)) {
            return byId(resource.substring("key/".length()));
        }
        if (!aliasAllowed) {
            throw KmsException.invalidArn("The operation takes a key, not an alias: " + arn);
        }
        return byAlias(resource);
    }

    private void requireHere(String arn, String region, String account) {
        LabAccount here = keys.account();
        if (!region.equals(here.region())) {
            throw KmsException.notFound("Invalid arn " + region);
        }
        if (!account.equals(here.accountId())) {
            throw KmsException.accessDenied("The caller is not authorized on " + arn + " because the resource does not"
                    + " exist in this Region, no resource-based policies allow access, or a resource-based policy"
                    + " explicitly denies access");
        }
    }

    private KmsKey byId(String id) {
        return keys.find(id)
                .orElseThrow(() ->
                        KmsException.notFound("Key '" + keys.account().arn("kms", "key/" + id) + "' does not exist"));
    }

    /** The key of an alias. */
    KmsKey byAlias(String name) {
        return keys.findAlias(name)
                .flatMap(alias -> keys.find(alias.keyId()))
                .orElseThrow(
                        () -> KmsException.notFound("Alias " + keys.account().arn("kms", name) + " is not found."));
    }
}
