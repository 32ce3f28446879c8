package dev.partywall.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CodesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 7, 64})
    void toArray_grownFromAnyCapacity_holdsAllInOrder(int capacity) {
        Codes codes = new Codes(capacity);
        codes.add('a');
        codes.addAll(new int[] {'b', Glob.ANY, 'c'});
        codes.addLiteral("d*");
        codes.add(Glob.ONE);
        for (int i = 0; i < 40; i++) {
            codes.add(i);
        }

        assertThat(codes.toArray())
                .startsWith('a', 'b', Glob.ANY, 'c', 'd', '*', Glob.ONE, 0, 1)
                .endsWith(38, 39)
                .hasSize(47);
    }
}
