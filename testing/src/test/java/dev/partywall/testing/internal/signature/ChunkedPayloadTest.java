package dev.partywall.testing.internal.signature;

import static dev.partywall.testing.internal.signature.ScenarioLab.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.Authenticator.Outcome;
import dev.partywall.testing.internal.LabRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpMethod;

final class ChunkedPayloadTest {

    private static final int CHUNK = 128 * 1024;

    /** Two full chunks of the SDK's and half of one. */
    private static final byte[] PAYLOAD = payload(2 * CHUNK + CHUNK / 2);

    private final ScenarioLab lab = new ScenarioLab();

    private static byte[] payload(int size) {
        byte[] payload = new byte[size];
        new Random(7).nextBytes(payload);
        return payload;
    }

    private static LabRequest put(SdkSigned signed, byte[] payload) {
        return signed.request(SdkHttpMethod.PUT, "/bucket/key", Map.of("Content-Encoding", "gzip"), payload);
    }

    private static LabRequest inSignedChunks() {
        return put(SdkSigned.by(USER, "s3").inChunks(), PAYLOAD);
    }

    private static LabRequest withSignedTrailer() {
        return put(SdkSigned.by(USER, "s3").inChunks(DefaultChecksumAlgorithm.CRC32), PAYLOAD);
    }

    private static LabRequest withUnsignedTrailer() {
        return put(SdkSigned.by(USER, "s3").unsignedPayload().inChunks(DefaultChecksumAlgorithm.CRC32), PAYLOAD);
    }

    /** A request whose chunks, the last one included, are others; with what follows the last chunk. */
    private static LabRequest rechunked(LabRequest request, UnaryOperator<List<String>> change) {
        String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        List<String> chunks = new ArrayList<>();
        int position = 0;
        int size = -1;
        while (size != 0) {
            int line = body.indexOf("\r\n", position) + 2;
            size = Integer.parseInt(body.substring(position, body.indexOf(';', position)), 16);
            int end = size == 0 ? line : line + size + 2;
            chunks.add(body.substring(position, end));
            position = end;
        }
        chunks.add(body.substring(position));
        return request.withBody(String.join("", change.apply(chunks)).getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK})
    void open_anySize_isThePayload(int size) {
        byte[] payload = payload(size);
        for (SdkSigned signed : List.of(
                SdkSigned.by(USER, "s3").inChunks(),
                SdkSigned.by(USER, "s3").inChunks(DefaultChecksumAlgorithm.SHA256),
                SdkSigned.by(USER, "s3").unsignedPayload().inChunks(DefaultChecksumAlgorithm.CRC32C))) {
            LabRequest sent = put(signed, payload);
            LabRequest opened = lab.assertVerified(USER, sent);
            assertThat(opened.body()).isEqualTo(payload);
            assertThat(opened.headers()).containsEntry("content-encoding", "gzip");
        }
    }

    @Test
    void open_trailer_becomesHeader() {
        for (LabRequest sent : List.of(withSignedTrailer(), withUnsignedTrailer())) {
            assertThat(sent.headers()).doesNotContainKey("x-amz-checksum-crc32").containsKey("x-amz-trailer");
            LabRequest opened = lab.assertVerified(USER, sent);
            assertThat(opened.body()).isEqualTo(PAYLOAD);
            assertThat(opened.header("x-amz-checksum-crc32")).isPresent();
        }
    }

    @Test
    void rechunked_unchanged_holds() {
        lab.assertVerified(USER, rechunked(inSignedChunks(), UnaryOperator.identity()));
        lab.assertVerified(USER, rechunked(withSignedTrailer(), UnaryOperator.identity()));
    }

    private void assertAllRefused(Kind kind, UnaryOperator<List<String>> change) {
        lab.assertRefused(kind, rechunked(inSignedChunks(), change));
        lab.assertRefused(kind, rechunked(withSignedTrailer(), change));
    }

    @Test
    void open_swappedChunks_isMismatch() {
        assertAllRefused(Kind.SIGNATURE_MISMATCH, chunks -> {
            Collections.swap(chunks, 0, 1);
            return chunks;
        });
    }

    @Test
    void open_repeatedChunk_isMismatch() {
        assertAllRefused(Kind.SIGNATURE_MISMATCH, chunks -> {
            chunks.add(1, chunks.get(0));
            return chunks;
        });
    }

    @Test
    void open_chunkOfAnotherRequest_isMismatch() {
        SdkSigned earlier = SdkSigned.by(USER, "s3")
                .at(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-2)))
                .inChunks();
        List<String> old = new ArrayList<>();
        rechunked(put(earlier, PAYLOAD), chunks -> {
            old.addAll(chunks);
            return chunks;
        });
        LabRequest replaying = rechunked(inSignedChunks(), chunks -> {
            chunks.set(0, old.get(0));
            return chunks;
        });
        lab.assertRefused(Kind.SIGNATURE_MISMATCH, replaying);
    }

    @Test
    void open_droppedChunk_isMismatch() {
        assertAllRefused(Kind.SIGNATURE_MISMATCH, chunks -> {
            chunks.remove(1);
            return chunks;
        });
    }

    @Test
    void open_changedData_isMismatch() {
        assertAllRefused(Kind.SIGNATURE_MISMATCH, chunks -> {
            String chunk = chunks.get(2);
            int last = chunk.length() - 3;
            chunks.set(2, chunk.substring(0, last) + (char) (chunk.charAt(last) ^ 1) + "\r\n");
            return chunks;
        });
    }

    @Test
    void open_noFinalChunk_isIncomplete() {
        assertAllRefused(Kind.INCOMPLETE_BODY, chunks -> chunks.subList(0, 3));
    }

    @Test
    void open_anythingAfterTheEnd_isIncomplete() {
        assertAllRefused(Kind.INCOMPLETE_BODY, chunks -> {
            chunks.add("x");
            return chunks;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 90, 1000, CHUNK})
    void open_cutShort_isRefused(int missing) {
        for (LabRequest sent : List.of(inSignedChunks(), withSignedTrailer(), withUnsignedTrailer())) {
            byte[] body = sent.body();
            LabRequest cut = sent.withBody(Arrays.copyOf(body, body.length - missing));
            assertThat(lab.verifier.authenticate(cut)).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void open_otherLengthThanDeclared_isIncomplete() {
        LabRequest sent = withUnsignedTrailer();
        String body = new String(sent.body(), StandardCharsets.ISO_8859_1);
        LabRequest shorter = sent.withBody(
                body.substring(body.indexOf("\r\n", 0) + 2 + CHUNK + 2).getBytes(StandardCharsets.ISO_8859_1));
        lab.assertRefused(Kind.INCOMPLETE_BODY, shorter);
    }

    @Test
    void open_changedTrailer_isRefused() {
        LabRequest sent = withSignedTrailer();
        lab.assertRefused(Kind.SIGNATURE_MISMATCH, trailer(sent, text -> text.replaceFirst("crc32:..", "crc32:xx")));
        lab.assertRefused(Kind.SIGNATURE_MISMATCH, trailer(sent, text -> "x-amz-acl:public-read\r\n" + text));
        lab.assertRefused(
                Kind.SIGNATURE_MISMATCH, trailer(sent, text -> text.replaceAll("x-amz-trailer-signature.*\r\n", "")));
        lab.assertRefused(
                Kind.INCOMPLETE_BODY, trailer(sent, text -> text.replaceAll("\r\n\r\n", "\r\nx-amz-acl:x\r\n\r\n")));
    }

    private static LabRequest trailer(LabRequest request, UnaryOperator<String> change) {
        return rechunked(request, chunks -> {
            String before = chunks.get(chunks.size() - 1);
            String after = change.apply(before);
            assertThat(after).isNotEqualTo(before);
            chunks.set(chunks.size() - 1, after);
            return chunks;
        });
    }

    /** Nobody signs these trailing headers: none but the announced checksum may come in by them. */
    @Test
    void open_unannouncedTrailer_isIncomplete() {
        LabRequest sent = withUnsignedTrailer();
        String body = new String(sent.body(), StandardCharsets.ISO_8859_1);
        for (String header :
                List.of("x-amz-acl:public-read", "x-amz-checksum-sha256:x", "authorization:x", ":x", "x")) {
            String more = body.replace("\r\n0\r\n", "\r\n0\r\n" + header + "\r\n");
            assertThat(more).isNotEqualTo(body);
            lab.assertRefused(Kind.INCOMPLETE_BODY, sent.withBody(more.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "zz\r\n",
                "-1\r\n",
                "0",
                "0\r\n",
                "fffffff\r\n",
                "ffffffffff\r\n",
                "5;x=1\r\nabcde\r\n0\r\n\r\n"
            })
    void open_garbage_isIncomplete(String body) {
        for (LabRequest sent : List.of(inSignedChunks(), withUnsignedTrailer())) {
            lab.assertRefused(Kind.INCOMPLETE_BODY, sent.withBody(body.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void open_anonymousChunks_areUnpackedToo() {
        LabRequest sent = SdkSigned.withHeaders(withUnsignedTrailer(), headers -> {
            headers.remove("authorization");
            return headers;
        });
        Outcome.Verified verified = (Outcome.Verified) lab.verifier.authenticate(sent);
        assertThat(verified.identity().account()).isEmpty();
        assertThat(verified.request().body()).isEqualTo(PAYLOAD);
    }
}
