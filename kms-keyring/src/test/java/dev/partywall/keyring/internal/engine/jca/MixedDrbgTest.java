package dev.partywall.keyring.internal.engine.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.DrbgParameters;
import java.security.SecureRandom;
import java.security.SecureRandomParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each draw is given new bytes of the platform's generator, which do not stay behind. */
final class MixedDrbgTest {

    private final List<byte[]> fresh = new ArrayList<>();
    private final List<byte[]> additional = new ArrayList<>();

    private final class Platform extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) (fresh.size() + 1));
            fresh.add(bytes);
        }
    }

    private final class Drbg extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes, SecureRandomParameters parameters) {
            DrbgParameters.NextBytes draw = (DrbgParameters.NextBytes) parameters;
            assertThat(draw.getStrength()).isEqualTo(256);
            additional.add(draw.getAdditionalInput());
            Arrays.fill(bytes, (byte) -1);
        }
    }

    @Test
    void fill_each_mixesInTheOperatingSystemsRandomnessOfTheMoment() {
        MixedDrbg mixed = new MixedDrbg(new Drbg(), new Platform());
        byte[] bytes = new byte[100];

        mixed.fill(bytes);
        mixed.fill(bytes);

        assertThat(bytes).containsOnly(-1);
        assertThat(additional).hasSize(2);
        assertThat(additional.get(0)).hasSize(32).containsOnly(1);
        assertThat(additional.get(1)).hasSize(32).containsOnly(2);
        assertThat(fresh).hasSize(2).allSatisfy(array -> assertThat(array).containsOnly(0));
    }
}
