package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** What a provider is told of a key, and what nobody is. */
final class OperationKeyTest {

    private final byte[] bytes = {1, 2, 3, 4};
    private final OperationKey key = new OperationKey(bytes);

    @Test
    void key_open_isAnAesKeyOfWhichProvidersGetACopy() {
        assertThat(key.getAlgorithm()).isEqualTo("AES");
        assertThat(key.getFormat()).isEqualTo("RAW");
        assertThat(key.bytes()).isSameAs(bytes);
        assertThat(key.getEncoded()).isEqualTo(bytes).isNotSameAs(bytes);
    }

    @Test
    void close_always_overwritesAndRefusesFurtherUse() {
        key.close();

        assertThat(bytes).containsOnly(0);
        assertThatThrownBy(key::bytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void key_shownOrWritten_tellsNothing() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        assertThat(key).hasToString("OperationKey[redacted]");
        try (ObjectOutputStream out = new ObjectOutputStream(written)) {
            assertThatThrownBy(() -> out.writeObject(key)).isInstanceOf(NotSerializableException.class);
        }
    }
}
