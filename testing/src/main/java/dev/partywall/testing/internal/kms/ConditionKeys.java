package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.ServiceKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The condition keys of one question. KMS documents for every key which actions have it
 * (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html), so a key that is not given a value here has
 * none, unless it is declared {@link #unknown}. Keys that are not documented stay unmodelled.
 */
final class ConditionKeys {

    static final Set<String> DOCUMENTED = Set.of(
            "aws:requesttag/",
            "aws:resourcetag/",
            "aws:tagkeys",
            "kms:bypasspolicylockoutsafetycheck",
            "kms:calleraccount",
            "kms:customermasterkeyspec",
            "kms:customermasterkeyusage",
            "kms:datakeypairspec",
            "kms:encryptionalgorithm",
            "kms:encryptioncontext:",
            "kms:encryptioncontextkeys",
            "kms:expirationmodel",
            "kms:grantconstrainttype",
            "kms:granteeprincipal",
            "kms:grantisforawsresource",
            "kms:grantoperations",
            "kms:keyagreementalgorithm",
            "kms:keyorigin",
            "kms:keyspec",
            "kms:keyusage",
            "kms:macalgorithm",
            "kms:messagetype",
            "kms:multiregion",
            "kms:multiregionkeytype",
            "kms:primaryregion",
            "kms:recipientattestation:",
            "kms:reencryptonsamekey",
            "kms:replicaregion",
            "kms:requestalias",
            "kms:resourcealiases",
            "kms:retiringprincipal",
            "kms:rotationperiodindays",
            "kms:schedulekeydeletionpendingwindowindays",
            "kms:signingalgorithm",
            "kms:trailingdayswithoutkeyusage",
            "kms:validto",
            "kms:viaservice",
            "kms:wrappingalgorithm",
            "kms:wrappingkeyspec");

    private final Map<String, String> single = new HashMap<>();
    private final Map<String, List<String>> multiple = new HashMap<>();
    private final Set<String> absent = new HashSet<>(DOCUMENTED);

    private ConditionKeys() {}

    /** No values at all, as with operations that are about no key. */
    static ConditionKeys none() {
        return new ConditionKeys();
    }

    /** What every key of the lab has and every caller. */
    static ConditionKeys ofAnyKey(Identity caller) {
        return none().with("kms:CallerAccount", caller.account())
                .with("kms:KeySpec", KmsKey.SPEC)
                .with("kms:CustomerMasterKeySpec", KmsKey.SPEC)
                .with("kms:KeyUsage", KmsKey.USAGE)
                .with("kms:CustomerMasterKeyUsage", KmsKey.USAGE)
                .with("kms:KeyOrigin", KmsKey.ORIGIN)
                .with("kms:MultiRegion", "false");
    }

    /** The keys of operations on a key. */
    static ConditionKeys of(KmsKey key, List<String> aliases, Identity caller) {
        return ofAnyKey(caller).withPairs("aws:ResourceTag/", key.tags()).withAll("kms:ResourceAliases", aliases);
    }

    ConditionKeys with(String key, String value) {
        single.put(lower(key), value);
        return this;
    }

    /** A multivalued key; without values it is absent. */
    ConditionKeys withAll(String key, Collection<String> values) {
        if (!values.isEmpty()) {
            multiple.put(lower(key), List.copyOf(values));
        }
        return this;
    }

    /**
     * A key per pair. Names of condition keys have no case, names in pairs have: of pairs that differ in nothing else it
     * is not documented which one counts.
     */
    ConditionKeys withPairs(String prefix, Map<String, String> pairs) {
        Map<String, List<String>> values = new HashMap<>();
        pairs.forEach((name, value) ->
                values.computeIfAbsent(lower(name), unseen -> new ArrayList<>()).add(value));
        values.forEach((name, all) -> {
            if (all.size() == 1) {
                with(prefix + name, all.get(0));
            } else {
                unknown(prefix);
            }
        });
        return this;
    }

    /** The keys of an encryption context. */
    ConditionKeys withContext(Map<String, String> context) {
        return withPairs("kms:EncryptionContext:", context).withAll("kms:EncryptionContextKeys", context.keySet());
    }

    /** The keys of tags in a request. */
    ConditionKeys withRequestTags(Map<String, String> tags) {
        return withPairs("aws:RequestTag/", tags).withAll("aws:TagKeys", tags.keySet());
    }

    /** Keys whose values the lab does not know. */
    ConditionKeys unknown(String... keys) {
        for (String key : keys) {
            absent.remove(lower(key));
        }
        return this;
    }

    ServiceKeys build() {
        return new ServiceKeys(single, multiple, absent);
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
