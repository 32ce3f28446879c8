package dev.partywall.testing.internal;

import dev.partywall.policy.Caller;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An access key that the lab gave out. */
public final class Credential {

    private final String accessKeyId;
    private final String secretAccessKey;
    private final @Nullable String sessionToken;
    private final @Nullable Instant expires;
    private final Supplier<Identity> identity;

    /**
     * An access key.
     *
     * @param sessionToken of temporary credentials
     * @param expires of temporary credentials, by the lab's clock
     * @param identity whose it is, as of the moment of the question
     */
    public Credential(
            String accessKeyId,
            String secretAccessKey,
            @Nullable String sessionToken,
            @Nullable Instant expires,
            Supplier<Identity> identity) {
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
        this.sessionToken = sessionToken;
        this.expires = expires;
        this.identity = identity;
    }

    /** The access key of an account's root user, with a secret of its own. */
    public static Credential ofRoot(String account) {
        Identity root =
                Identity.bare(new Caller.AccountRoot(account), "arn:aws:iam::" + account + ":root", account, account);
        return new Credential("AKIAPARTYWALLLAB0001", newSecret(), null, null, () -> root);
    }

    /** A new secret of 40 characters, as AWS's are. */
    public static String newSecret() {
        byte[] random = new byte[30];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    /** The access key id: {@code AKIA…} of long-term, {@code ASIA…} of temporary credentials. */
    public String accessKeyId() {
        return accessKeyId;
    }

    /** The secret. */
    public String secretAccessKey() {
        return secretAccessKey;
    }

    /** The session token, of temporary credentials. */
    public Optional<String> sessionToken() {
        return Optional.ofNullable(sessionToken);
    }

    /** When it expires, of temporary credentials. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }

    /** Whose it is now. */
    public Identity identity() {
        return identity.get();
    }

    /** Names the access key id only. */
    @Override
    public String toString() {
        return "Credential[" + accessKeyId + "]";
    }
}
