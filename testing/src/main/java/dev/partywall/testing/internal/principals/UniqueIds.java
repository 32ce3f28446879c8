package dev.partywall.testing.internal.principals;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids that look like AWS's (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). */
public final class UniqueIds {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LENGTH = 17;
    private static final int TOKEN_BYTES = 480;

    private static final SecureRandom RANDOM = new SecureRandom();

    private UniqueIds() {}

    /** A prefix of four letters and 17 more characters. */
    public static String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** A session token: opaque, and long. */
    public static String token() {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }
}
