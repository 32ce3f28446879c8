package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.LabAccount;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The secrets of the lab's account. Its users hold its monitor from question to answer. */
final class SecretStore {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX = 6;

    private final LabAccount account;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Secret> secrets = new LinkedHashMap<>();

    SecretStore(LabAccount account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    SecureRandom random() {
        return random;
    }

    /**
     * The ARN of a secret that does not exist yet: its name, a hyphen and six random characters
     * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html).
     */
    String newArn(String name) {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX; i++) {
            suffix.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return arn(name + "-" + suffix);
    }

    /** The ARN of a resource called so. */
    String arn(String resource) {
        return account.arn("secretsmanager", "secret:" + resource);
    }

    /** All secrets that exist at this time, also those scheduled for deletion, the oldest first. */
    List<Secret> all() {
        secrets.values().removeIf(secret -> secret.isGone(now()));
        return List.copyOf(secrets.values());
    }

    /** A secret by name, ARN, or ARN without the six characters. */
    Optional<Secret> find(String id) {
        String prefix = arn("");
        String name = id.startsWith(prefix) ? id.substring(prefix.length()) : id;
        return all().stream()
                .filter(secret -> secret.arn().equals(id))
                .findFirst()
                .or(() -> Optional.ofNullable(secrets.get(name)));
    }

    /** A secret that must exist. */
    Secret get(String id) {
        return find(id).orElseThrow(SecretErrors::noSecret);
    }

    /** A secret that must exist and is not scheduled for deletion. */
    Secret active(String id) {
        Secret secret = get(id);
        if (secret.deleted().isPresent()) {
            throw SecretErrors.markedForDeletion();
        }
        return secret;
    }

    void add(Secret secret) {
        secrets.put(secret.name(), secret);
    }

    void remove(Secret secret) {
        secrets.remove(secret.name());
    }
}
