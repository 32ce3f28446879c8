package dev.partywall.cli;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EncodedKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Keys in files, as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout} write them. Errors name the file,
 * and nothing of what is in it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468, textual encodings of PKCS structures</a>
 */
final class Pem {

    private static final List<String> ALGORITHMS = List.of("Ed25519", "EC");

    private Pem() {}

    static PrivateKey privateKey(String setting, Path file) {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(read(setting, file, "PRIVATE KEY"));
        return parse(setting, file, encoded, KeyFactory::generatePrivate);
    }

    static PublicKey publicKey(String setting, Path file) {
        X509EncodedKeySpec encoded = new X509EncodedKeySpec(read(setting, file, "PUBLIC KEY"));
        return parse(setting, file, encoded, KeyFactory::generatePublic);
    }

    /** Makes a key from its encoded form. */
    @FunctionalInterface
    private interface Parser<K> {
        K parse(KeyFactory factory, EncodedKeySpec encoded) throws InvalidKeySpecException;
    }

    private static <K> K parse(String setting, Path file, EncodedKeySpec encoded, Parser<K> parser) {
        return ALGORITHMS.stream()
                .flatMap(algorithm -> parse(algorithm, encoded, parser).stream())
                .findFirst()
                .orElseThrow(() -> refused(setting, file, "holds no key for Ed25519 or ECDSA on P-256"));
    }

    private static <K> Optional<K> parse(String algorithm, EncodedKeySpec encoded, Parser<K> parser) {
        try {
            return Optional.of(parser.parse(KeyFactory.getInstance(algorithm), encoded));
        } catch (InvalidKeySpecException ofAnotherAlgorithm) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static byte[] read(String setting, Path file, String label) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            int from = text.indexOf(begin);
            int to = text.indexOf(end);
            if (from < 0 || to < from) {
                throw refused(setting, file, "has no line " + begin);
            }
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IOException unreadable) {
            throw refused(setting, file, "cannot be read as PEM in ASCII");
        } catch (IllegalArgumentException noBase64) {
            throw refused(setting, file, "is not encoded as PEM is");
        }
    }

    private static InvalidLifecycleSettingException refused(String setting, Path file, String problem) {
        return InvalidLifecycleSettingException.setting(setting, "file " + file + " " + problem);
    }
}
