package dev.partywall.keyring.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.keyring.internal.message.MessageBody.Cut;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a body says that it is cut, at the limits of its numbers. */
final class MessageBodyTest {

    /** A frame length is a claim: of a message with one frame it must not decide how much memory is taken. */
    @Test
    void longestPart_finalFrameAlone_isWhatItHolds() {
        assertThat(new MessageBody(0, true, 4096).longestPart(new Cut(0, 5))).isEqualTo(5);
        assertThat(new MessageBody(0, true, 4096).longestPart(new Cut(1, 5))).isEqualTo(4096);
        assertThat(new MessageBody(0, false, 0).longestPart(new Cut(0, 5))).isEqualTo(5);
    }

    /** A body that is cut off within its tag, and claims as little. */
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16})
    void requireWellFormed_lengthBelowZero_isRefused(int missing) {
        ByteBuffer message = ByteBuffer.allocate(MessageBody.BLOCK_OVERHEAD - missing);
        message.putLong(MessageBody.IV_LENGTH, -missing);

        assertThatThrownBy(() -> new MessageBody(0, false, 0).requireWellFormed(MessageBytes.of(message)))
                .isInstanceOf(MessageRefused.class);
    }

    /** By the size alone: to read on would take minutes. */
    @ParameterizedTest
    @CsvSource({"2147483647", "2147483648", "8589934592"})
    void requireWellFormed_moreFramesThanNumbers_isRefused(long frames) {
        MessageBytes<RuntimeException> tooLong = new MessageBytes<>() {
            @Override
            public long size() {
                return frames * (MessageBody.FRAME_OVERHEAD + 1) + MessageBody.FINAL_FRAME_OVERHEAD;
            }

            @Override
            public int intAt(long position) {
                throw new AssertionError("read, though the size alone says enough");
            }
        };

        assertThatThrownBy(() -> new MessageBody(0, true, 1).requireWellFormed(tooLong))
                .isInstanceOf(MessageRefused.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 0, 1", "128, 0, 128", "129, 1, 1", "256, 1, 128", "257, 2, 1"})
    void of_anyLength_hasNoEmptyFrameBehindAFullOne(long length, long frames, long lastLength) {
        Cut cut = Cut.of(length, 128);

        assertThat(cut).isEqualTo(new Cut(frames, lastLength));
        assertThat(new MessageBody(0, true, 128).plaintextLength(cut)).isEqualTo(length);
        assertThat(cut.bodyLength(128))
                .isEqualTo(frames * (128 + MessageBody.FRAME_OVERHEAD) + MessageBody.FINAL_FRAME_OVERHEAD + lastLength);
    }
}
