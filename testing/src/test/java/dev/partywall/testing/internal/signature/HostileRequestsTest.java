package dev.partywall.testing.internal.signature;

import static dev.partywall.testing.internal.signature.ScenarioLab.ACME;
import static dev.partywall.testing.internal.signature.ScenarioLab.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Authenticator.Outcome;
import dev.partywall.testing.internal.LabRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Whatever comes, the verifier answers; and one changed bit is not the caller's request any more. */
final class HostileRequestsTest {

    private static final int ROUNDS = Integer.getInteger("partywall.rounds", 3_000);
    private static final String ODD = "%\u0000\r\n,;=/&+? \u20ac\ud800aA0Z%2F%%25";

    private final ScenarioLab lab = new ScenarioLab();

    private final List<LabRequest> genuine = List.of(
            SdkSigned.by(USER, "kms").request(SdkHttpMethod.POST, "/", Map.of("X-Amz-Target", "A.B"), new byte[40]),
            SdkSigned.by(ACME, "s3").request(SdkHttpMethod.PUT, "/b/k?tagging=a&x=b", Map.of(), new byte[40]),
            SdkSigned.by(ACME, "s3").presigned(Duration.ofHours(1)).get("/b/k?x=%2F"),
            SdkSigned.by(USER, "s3").inChunks().request(SdkHttpMethod.PUT, "/b/k", Map.of(), new byte[40]),
            SdkSigned.by(USER, "s3")
                    .inChunks(DefaultChecksumAlgorithm.CRC32)
                    .request(SdkHttpMethod.PUT, "/b/k", Map.of(), new byte[40]));

    private static long seed() {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        System.out.println("HostileRequestsTest: -Dpartywall.seed=" + seed);
        return seed;
    }

    @Test
    void authenticate_mutated_isRefused() {
        Random random = new Random(seed());
        genuine.forEach(
                request -> assertThat(lab.verifier.authenticate(request)).isInstanceOf(Outcome.Verified.class));
        for (int round = 0; round < ROUNDS; round++) {
            LabRequest request = genuine.get(random.nextInt(genuine.size()));
            LabRequest mutant = mutant(request, random);
            if (!same(request, mutant)) {
                assertThat(isTakenForACaller(mutant))
                        .as("round %d: %s %s, body of %d", round, mutant, mutant.headers(), mutant.body().length)
                        .isFalse();
            }
        }
    }

    private boolean isTakenForACaller(LabRequest request) {
        return lab.verifier.authenticate(request) instanceof Outcome.Verified verified
                && !verified.identity().account().isEmpty();
    }

    private static boolean same(LabRequest one, LabRequest other) {
        return one.method().equals(other.method())
                && SdkSigned.uri(one).equals(SdkSigned.uri(other))
                && one.headers().equals(other.headers())
                && Arrays.equals(one.body(), other.body());
    }

    /** With one thing changed that is signed. */
    private static LabRequest mutant(LabRequest request, Random random) {
        boolean s3 = request.signingService().equals(Optional.of("s3")); // other paths are normalized
        return switch (random.nextInt(4)) {
            case 0 -> SdkSigned.moved(request, mutant(request.method(), random), SdkSigned.uri(request));
            case 1 -> s3 ? SdkSigned.moved(request, request.method(), mutant(SdkSigned.uri(request), random)) : request;
            case 2 -> withMutantHeader(request, random);
            default -> withMutantBody(request, random);
        };
    }

    private static LabRequest withMutantHeader(LabRequest request, Random random) {
        List<String> names = new ArrayList<>(request.headers().keySet());
        names.removeIf(name -> name.equals("content-length") || name.equals("user-agent"));
        names.sort(String::compareTo);
        String name = names.get(random.nextInt(names.size()));
        String before = request.headers().getOrDefault(name, "");
        String after = mutant(before, random);
        return SdkSigned.withHeader(request, name, folded(after).equals(folded(before)) ? before : after);
    }

    private static String folded(String text) {
        return text.strip().replaceAll("\\s+", "");
    }

    private static LabRequest withMutantBody(LabRequest request, Random random) {
        byte[] body = request.body().clone();
        if (body.length == 0) {
            return request;
        }
        int at = random.nextInt(body.length);
        body[at] ^= (byte) (1 << random.nextInt(8));
        // A chunk's size may be written in either case.
        boolean other = Character.toLowerCase(body[at]) != Character.toLowerCase(request.body()[at]);
        return other ? request.withBody(body) : request;
    }

    private static String mutant(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        String odd = String.valueOf(ODD.charAt(random.nextInt(ODD.length())));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + odd + text.substring(at);
            case 1 -> text.substring(0, at) + odd + text.substring(Math.min(text.length(), at + 1));
            case 2 -> text.substring(0, at);
            default -> text.substring(at);
        };
    }

    @Test
    void authenticate_noise_isAnswered() {
        Random random = new Random(seed());
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> headers = new HashMap<>(Map.of("host", noise(random)));
            for (String name : List.of("authorization", "x-amz-date", "x-amz-content-sha256", "date")) {
                headers.put(name, random.nextBoolean() ? noise(random) : "AWS4-HMAC-SHA256 " + noise(random));
            }
            String uri = "/" + noise(random) + "?X-Amz-Credential=" + noise(random) + "&" + noise(random);
            LabRequest request =
                    new LabRequest(noise(random), uri, headers, noise(random).getBytes(StandardCharsets.UTF_8));
            assertThat(lab.verifier.authenticate(request)).isInstanceOf(Outcome.Refused.class);
            headers.remove("authorization");
            assertThat(isTakenForACaller(new LabRequest("GET", uri, headers, new byte[0])))
                    .isFalse();
        }
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(
                    random.nextBoolean()
                            ? ODD.charAt(random.nextInt(ODD.length()))
                            : (char) random.nextInt(Character.MAX_VALUE + 1));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%41", "/", "a", ";", ",", "Credential=", "../", "&", "=", " ", "\u20ac"})
    void authenticate_huge_isAnswered(String unit) {
        String huge = unit.repeat(100_000);
        LabRequest call = genuine.get(0);
        for (String header : List.of("authorization", "x-amz-date", "host", "x-amz-security-token")) {
            assertThat(lab.verifier.authenticate(SdkSigned.withHeader(call, header, "AWS4-HMAC-SHA256 " + huge)))
                    .isInstanceOf(Outcome.Refused.class);
        }
        assertThat(lab.verifier.authenticate(SdkSigned.moved(call, "GET", "/" + huge + "?" + huge)))
                .isInstanceOf(Outcome.Refused.class);
    }
}
