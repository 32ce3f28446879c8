package dev.partywall.testing.internal.kms;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The grants in force. Safe for use by many threads. */
final class GrantRegistry {

    /** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
    private static final int MAX_PER_KEY = 50_000;

    private static final int ID_BYTES = 32;
    private static final int TOKEN_BYTES = 96;

    private final KeyRegistry keys;
    private final SecureRandom random;
    private final Map<String, Map<String, Grant>> grants = new HashMap<>();
    private final Map<String, Grant> tokens = new HashMap<>();

    GrantRegistry(KeyRegistry keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** A new grant, or the one that there is if it has a name and says the same. */
    synchronized Grant create(KmsKey key, GrantTerms terms) {
        Map<String, Grant> ofKey = grants.computeIfAbsent(key.id(), unseen -> new LinkedHashMap<>());
        Optional<Grant> same = ofKey.values().stream()
                .filter(grant -> !terms.name().isEmpty() && grant.terms().equals(terms))
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        if (ofKey.size() >= MAX_PER_KEY) {
            throw KmsException.limitExceeded("A key has at most " + MAX_PER_KEY + " grants.");
        }
        Grant grant = new Grant(HexFormat.of().formatHex(bytes(ID_BYTES)), key, keys.now(), terms);
        ofKey.put(grant.id(), grant);
        return grant;
    }

    /** Another token of a grant: each is good as long as the grant is. */
    synchronized String newToken(Grant grant) {
        String token = Base64.getEncoder().encodeToString(bytes(TOKEN_BYTES));
        tokens.put(token, grant);
        return token;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The grants of a key, oldest first. */
    synchronized List<Grant> on(String keyId) {
        return List.copyOf(grants.getOrDefault(keyId, Map.of()).values());
    }

    /** The grants of all keys that exist at this time. */
    synchronized List<Grant> all() {
        List<Grant> all = new ArrayList<>();
        grants.forEach((keyId, ofKey) -> keys.find(keyId).ifPresent(key -> all.addAll(ofKey.values())));
        return all;
    }

    synchronized Optional<Grant> find(String keyId, String grantId) {
        return Optional.ofNullable(grants.getOrDefault(keyId, Map.of()).get(grantId));
    }

    synchronized Optional<Grant> byToken(String token) {
        return Optional.ofNullable(tokens.get(token))
                .filter(grant -> find(grant.keyId(), grant.id()).isPresent());
    }

    /** Ends a grant and its tokens. */
    synchronized void remove(Grant grant) {
        grants.getOrDefault(grant.keyId(), new HashMap<>()).remove(grant.id());
        tokens.values().removeIf(grant::equals);
    }
}
