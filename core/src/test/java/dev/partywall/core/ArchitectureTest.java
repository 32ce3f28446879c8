package dev.partywall.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.partywall.core.internal.BoundTenant;
import dev.partywall.core.internal.TenantThreadLocalAccessor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "dev.partywall.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "dev.partywall.core";
    private static final String INTERNAL = "dev.partywall.core.internal..";

    @ArchTest
    static final ArchRule ONLY_THE_JDK_AND_JSPECIFY = noClasses()
            .that()
            .doNotBelongToAnyOf(TenantThreadLocalAccessor.class)
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(ROOT, INTERNAL, "java..", "org.jspecify.annotations")));

    @ArchTest
    static final ArchRule THE_ACCESSOR_KNOWS_MICROMETER_AND_CORE = classes()
            .that()
            .belongToAnyOf(TenantThreadLocalAccessor.class)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(ROOT, INTERNAL, "java..", "org.jspecify.annotations", "io.micrometer.context"));

    @ArchTest
    static final ArchRule NOTHING_NEEDS_THE_ACCESSOR = noClasses()
            .that()
            .doNotBelongToAnyOf(TenantThreadLocalAccessor.class)
            .should()
            .dependOnClassesThat(type(TenantThreadLocalAccessor.class));

    @ArchTest
    static final ArchRule NO_LOGGING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache..", "ch.qos.logback..")
            .orShould()
            .dependOnClassesThat(type(System.Logger.class));

    @ArchTest
    static final ArchRule NO_CONSOLE = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @ArchTest
    static final ArchRule THREAD_LOCALS_ONLY_IN_THE_HOLDER = noClasses()
            .that()
            .doNotBelongToAnyOf(BoundTenant.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocal.class);

    @ArchTest
    static final ArchRule NOTHING_IS_INHERITED =
            noClasses().should().dependOnClassesThat().areAssignableTo(InheritableThreadLocal.class);

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_FINAL =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_CONSTANTS_BUT_THE_HOLDERS = fields().that()
            .areStatic()
            .and()
            .areNotDeclaredIn(BoundTenant.class)
            .and(describe("are in the source", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
            .should()
            .haveRawType(constants());

    @ArchTest
    static final ArchRule ONLY_THE_CARRIAGE_AND_THE_SCOPE_BIND = noClasses()
            .that()
            .haveNameNotMatching(".*\\.(TenantContext|internal\\.TenantThreadLocalAccessor|internal\\.CapturedTenant)")
            .should()
            .callMethod(BoundTenant.class, "set", Tenant.class);

    @ArchTest
    static final ArchRule INTERNAL_STAYS_OUT_OF_SIGNATURES = noMembers()
            .that(describe("users can see", ArchitectureTest::isVisible))
            .should(be(describe("made of internal types", ArchitectureTest::namesInternalType)));

    @ArchTest
    static final ArchRule INTERNAL_STAYS_OUT_OF_SUPERTYPES =
            noClasses().that().resideInAPackage(ROOT).should().beAssignableTo(resideInAPackage(INTERNAL));

    /** Without this a rule that imported nothing would pass. */
    @ArchTest
    static void imported_classes_areThoseOfTheModule(JavaClasses classes) {
        assertThat(classes.contain(TenantContext.class)).isTrue();
        assertThat(classes.contain(BoundTenant.class)).isTrue();
        assertThat(classes.contain(ArchitectureTest.class)).isFalse();
    }

    private static DescribedPredicate<JavaClass> constants() {
        return describe(
                "of an immutable type",
                type -> type.isPrimitive()
                        || type.isEnum()
                        || type.isEquivalentTo(String.class)
                        || type.isEquivalentTo(Pattern.class));
    }

    private static boolean isVisible(JavaMember member) {
        return member.getOwner().getPackageName().equals(ROOT)
                && (member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED));
    }

    private static boolean namesInternalType(JavaMember member) {
        Stream<JavaClass> types;
        if (member instanceof JavaCodeUnit unit) {
            types = Stream.of(
                            unit.getReturnType().getAllInvolvedRawTypes().stream(),
                            unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                            unit.getExceptionTypes().stream())
                    .flatMap(part -> part);
        } else {
            types = ((JavaField) member).getType().getAllInvolvedRawTypes().stream();
        }
        return types.anyMatch(resideInAPackage(INTERNAL));
    }
}
