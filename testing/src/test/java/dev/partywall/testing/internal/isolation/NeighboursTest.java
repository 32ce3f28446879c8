package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NeighboursTest {

    @ParameterizedTest
    @CsvSource({
        "acme globex, acme globex acme0 ACME",
        "t1 t10, t1 t10 T1",
        "t1 T1, t1 T1 t10",
        "t1 t10 T1, t1 t10 T1",
        "1 2, 1 2 10",
    })
    void with_tenants_haveNeighbours(String given, String expected) {
        assertThat(Neighbours.with(ids(given))).containsExactlyElementsOf(ids(expected));
    }

    private static List<TenantId> ids(String text) {
        return Arrays.stream(text.split(" ", -1)).map(TenantId::of).toList();
    }
}
