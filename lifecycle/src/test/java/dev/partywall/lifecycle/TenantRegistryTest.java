package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRegistry.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every registry can do by what it has to have. */
final class TenantRegistryTest {

    @Test
    void tenants_moreThanAPage_areAllThereOnceInTheirOrder() {
        TenantRegistry registry = InMemoryTenantRegistry.create();
        List<TenantRecord> saved = IntStream.range(0, 1_201)
                .mapToObj(i -> registry.save(Records.fresh(TenantId.of("tenant-" + i))))
                .toList();

        assertThat(registry.tenants()).isEqualTo(saved);
        assertThat(InMemoryTenantRegistry.create().tenants()).isEmpty();
    }

    /** Others may save so much meanwhile that an answer has nothing that is not told later. */
    @Test
    void tenants_answerWithoutRecordsBeforeTheEnd_goesOnToTheEnd() {
        List<Changes> answers = new ArrayList<>(List.of(
                new Changes(List.of(), 7, false),
                new Changes(List.of(Records.fresh(TenantId.of("acme"))), 8, false),
                new Changes(List.of(), 8, true)));
        List<Long> points = new ArrayList<>();
        TenantRegistry registry = new TenantRegistry() {
            @Override
            public Optional<TenantRecord> find(TenantId tenant) {
                throw new UnsupportedOperationException();
            }

            @Override
            public TenantRecord save(TenantRecord record) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Changes changes(long after, int limit) {
                points.add(after);
                return answers.remove(0);
            }
        };

        assertThat(registry.tenants()).extracting(TenantRecord::tenant).containsExactly(TenantId.of("acme"));
        assertThat(points).containsExactly(0L, 7L, 8L);
    }
}
