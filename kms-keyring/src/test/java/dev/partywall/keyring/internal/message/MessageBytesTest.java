package dev.partywall.keyring.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message in a file reads as the same message in memory, in whatever order it is read. */
final class MessageBytesTest {

    private static final int LENGTH = 20_000;
    /** As many bytes as are read from a file at once. */
    private static final int WINDOW = 8192;

    @TempDir
    private Path folder;

    private final byte[] bytes = new byte[LENGTH];

    private Path file() throws Exception {
        new Random(1).nextBytes(bytes);
        return Files.write(folder.resolve("message"), bytes);
    }

    @Test
    void intAt_anyOrder_isTheSameInAFile() throws Exception {
        long[] positions = {
            0,
            1,
            WINDOW - 4,
            WINDOW - 3,
            WINDOW,
            3,
            WINDOW - 3,
            WINDOW - 4,
            2 * WINDOW - 7,
            2 * WINDOW - 6,
            LENGTH - 4,
            0
        };
        Random random = new Random(2);
        try (FileChannel file = FileChannel.open(file())) {
            MessageBytes<?> inFile = MessageBytes.of(file);
            MessageBytes<?> inMemory = MessageBytes.of(bytes);

            assertThat(inFile.size()).isEqualTo(inMemory.size()).isEqualTo(LENGTH);
            for (long position : positions) {
                assertThat(inFile.intAt(position)).isEqualTo(inMemory.intAt(position));
            }
            for (int i = 0; i < 1000; i++) {
                long position = random.nextInt(LENGTH - 3);
                assertThat(inFile.intAt(position)).isEqualTo(inMemory.intAt(position));
            }
        }
    }

    @Test
    void intAt_firstTheLastFourBytes_readsThem() throws Exception {
        try (FileChannel file = FileChannel.open(file())) {
            assertThat(MessageBytes.of(file).intAt(LENGTH - 4))
                    .isEqualTo(ByteBuffer.wrap(bytes).getInt(LENGTH - 4));
        }
    }

    /** The end of the file comes before the window is full. */
    @Test
    void intAt_fileShorterThanAWindow_readsAllOfIt() throws Exception {
        byte[] few = {1, 2, 3, 4, 5, 6, 7};
        try (FileChannel file = FileChannel.open(Files.write(folder.resolve("short"), few))) {
            MessageBytes<?> message = MessageBytes.of(file);
            for (int position = 0; position <= 3; position++) {
                assertThat(message.intAt(position))
                        .isEqualTo(ByteBuffer.wrap(few).getInt(position));
            }
        }
    }

    @Test
    void intAt_pastTheEnd_isRefused() throws Exception {
        try (FileChannel file = FileChannel.open(file())) {
            for (MessageBytes<?> message : new MessageBytes<?>[] {MessageBytes.of(bytes), MessageBytes.of(file)}) {
                assertThatThrownBy(() -> message.intAt(LENGTH - 3))
                        .isInstanceOfSatisfying(
                                MessageRefused.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED));
            }
        }
    }

    /** What was not there when the message was measured is none of it. */
    @Test
    void intAt_fileGrewOrShrank_isRefused() throws Exception {
        Path path = file();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MessageBytes<?> message = MessageBytes.of(file);
            Files.write(path, new byte[100], StandardOpenOption.APPEND);
            assertThatThrownBy(() -> message.intAt(LENGTH - 3)).isInstanceOf(MessageRefused.class);

            file.truncate(LENGTH / 2);
            assertThatThrownBy(() -> message.intAt(LENGTH - 4)).isInstanceOf(MessageRefused.class);
        }
    }
}
