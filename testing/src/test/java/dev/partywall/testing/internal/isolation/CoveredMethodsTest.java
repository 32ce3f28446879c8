package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class CoveredMethodsTest {

    /** Code under test. */
    public interface Base {
        /** Inherited. */
        default void inherited() {}
    }

    /** Code under test. */
    public static class Dao implements Base {
        /** Static: not on a tenant's behalf. */
        public static void create() {}

        /** Overloaded. */
        public void find(String id) {
            find(id, 1);
        }

        /** Overloaded. */
        public void find(String id, int version) {
            hidden();
        }

        /** One of its name. */
        public void list() {}

        private void hidden() {}

        @Override
        public String toString() {
            return "Dao";
        }
    }

    @Test
    void missing_nothingCovered_namesEveryPublicMethod() {
        assertThat(CoveredMethods.missing(Dao.class, Set.of()))
                .containsExactly("Dao.find(String)", "Dao.find(String,int)", "Dao.inherited()", "Dao.list()");
    }

    @Test
    void missing_overloads_wantEachASignature() {
        assertThat(CoveredMethods.missing(Dao.class, Set.of("find", "list", "inherited")))
                .containsExactly("Dao.find(String)", "Dao.find(String,int)");
        assertThat(CoveredMethods.missing(Dao.class, Set.of("find(String)", "find(String,int)", "list", "inherited")))
                .isEmpty();
    }
}
