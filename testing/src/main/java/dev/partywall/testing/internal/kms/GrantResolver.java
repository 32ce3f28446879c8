package dev.partywall.testing.internal.kms;

import java.util.regex.Pattern;

/** Finds the grant that a request means. */
final class GrantResolver {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_ID = 128;
    private static final int MAX_TOKEN = 8192;

    private final KeyRegistry keys;
    private final KeyResolver resolver;
    private final GrantRegistry grants;

    GrantResolver(KeyRegistry keys, GrantRegistry grants) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
        this.grants = grants;
    }

    /** By key and id. */
    Grant byId(KmsRequest request) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        String id = request.required("GrantId", 1, MAX_ID);
        if (!ID.matcher(id).matches()) {
            throw KmsException.invalidGrantId("Not the id of a grant: " + id);
        }
        return grants.find(key.id(), id)
                .orElseThrow(() -> KmsException.notFound("Grant ID " + id + " not found for " + key.arn()));
    }

    /**
     * By token, or by key and id: https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
     */
    Grant toRetire(KmsRequest request) {
        boolean named = request.has("KeyId") || request.has("GrantId");
        if (request.has("GrantToken") == named) {
            throw KmsException.validation("Specify either a grant token or both a key and a grant id.");
        }
        return named
                ? byId(request)
                : grants.byToken(request.required("GrantToken", 1, MAX_TOKEN))
                        .orElseThrow(KmsException::invalidGrantToken);
    }

    KmsKey keyOf(Grant grant) {
        return keys.find(grant.keyId())
                .orElseThrow(() -> KmsException.notFound("Key '" + grant.keyArn() + "' does not exist"));
    }

    /** Checks the tokens that come with a request. Grants are in force at once, so they make no difference. */
    void requireValidTokens(KmsRequest request) {
        for (String token : request.texts("GrantTokens")) {
            if (grants.byToken(token).isEmpty()) {
                throw KmsException.invalidGrantToken();
            }
        }
    }
}
