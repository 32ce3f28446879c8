package dev.partywall.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServiceKeysTest {

    @Test
    void withTags_eachHasItsKeyAndOthersAreAbsent() {
        ServiceKeys keys = ServiceKeys.builder()
                .withTags("aws:ResourceTag/", Map.of("TenantId", "acme"))
                .build();

        assertThat(keys.single()).containsExactly(Map.entry("aws:resourcetag/tenantid", "acme"));
        assertThat(keys.isAbsent("aws:resourcetag/team")).isTrue();
        assertThat(keys.isAbsent("aws:requesttag/team")).isFalse();
    }

    /** Whoever may tag could otherwise choose which of the two a policy sees. */
    @Test
    void withTags_thatDifferInCaseOnly_areNeitherGivenNorAbsent() {
        ServiceKeys keys = ServiceKeys.builder()
                .withTags("aws:ResourceTag/", Map.of("TenantId", "acme", "tenantid", "globex", "team", "blue"))
                .build();

        assertThat(keys.single()).containsExactly(Map.entry("aws:resourcetag/team", "blue"));
        assertThat(keys.isAbsent("aws:resourcetag/tenantid")).isFalse();
    }
}
