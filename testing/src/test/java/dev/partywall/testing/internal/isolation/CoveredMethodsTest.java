package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Code under test, with a method that another type has too. */
    public interface Archive {
        /** Same name and parameters as another's. */
        void list();

        /** Only its package tells it from the next. */
        void since(java.util.Date date);

        /** Only its package tells it from the one before. */
        void since(java.sql.Date date);
    }

    /** Both of its methods are one. */
    public interface Narrowing extends Supplier<Object> {
        @Override
        String get();
    }

    @Test
    void missing_oneOverloadCovered_namesTheOther() {
        assertThat(CoveredMethods.missing(List.of(Dao.class), Set.of("find(String)", "list", "inherited")))
                .containsExactly("Dao.find(String,int)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"find(String,int)", "find(String, int)", "Dao.find(String,int)", "find(java.lang.String,int)"})
    void missing_overloadNamed_isCovered(String name) {
        assertThat(CoveredMethods.missing(List.of(Dao.class), Set.of("find(String)", name, "list", "inherited")))
                .isEmpty();
    }

    @Test
    void missing_nameThatTwoTypesHave_standsForNeither() {
        List<Class<?>> types = List.of(Dao.class, Archive.class);

        assertThat(CoveredMethods.missing(types, Set.of("list", "list()"))).contains("Dao.list()", "Archive.list()");
        assertThat(CoveredMethods.missing(types, Set.of("Dao.list", "Archive.list()")))
                .doesNotContain("Dao.list()", "Archive.list()");
    }

    @Test
    void missing_typesOfTheSameName_areToldApart() {
        assertThat(CoveredMethods.missing(List.of(Archive.class), Set.of("list", "since(Date)")))
                .containsExactly("Archive.since(java.sql.Date)", "Archive.since(java.util.Date)");
        assertThat(CoveredMethods.missing(
                        List.of(Archive.class),
                        Set.of("list", "since(java.util.Date)", "Archive.since(java.sql.Date)")))
                .isEmpty();
    }

    @Test
    void missing_methodWithANarrowerResult_isOne() {
        assertThat(CoveredMethods.missing(List.of(Narrowing.class), Set.of("get")))
                .isEmpty();
    }

    @Test
    void missing_nothingCovered_namesEveryPublicMethod() {
        assertThat(CoveredMethods.missing(List.of(Dao.class), Set.of()))
                .containsExactly("Dao.find(String)", "Dao.find(String,int)", "Dao.inherited()", "Dao.list()");
    }

    @Test
    void missing_overloads_wantEachASignature() {
        assertThat(CoveredMethods.missing(List.of(Dao.class), Set.of("find", "list", "inherited")))
                .containsExactly("Dao.find(String)", "Dao.find(String,int)");
        assertThat(CoveredMethods.missing(
                        List.of(Dao.class), Set.of("find(String)", "find(String,int)", "list", "inherited")))
                .isEmpty();
    }
}
