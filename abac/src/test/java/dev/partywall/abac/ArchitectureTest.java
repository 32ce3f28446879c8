package dev.partywall.abac;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.partywall.core.TenantIsolationException;

/** The module's arrows: outward to the libraries that it may know, and inward between its own packages. */
@AnalyzeClasses(packages = "dev.partywall.abac", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "dev.partywall.abac";
    private static final String INTERNAL = "dev.partywall.abac.internal..";
    private static final String CREDENTIALS = "dev.partywall.abac.internal.credentials..";
    private static final String SCOPE = "dev.partywall.abac.internal.scope..";
    private static final String POLICIES = "dev.partywall.abac.internal.policies..";
    private static final String LINT = "dev.partywall.abac.internal.lint..";

    @ArchTest
    static final ArchRule ONLY_THE_LIBRARIES_THAT_THE_MODULE_NAMES = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            ROOT,
                            INTERNAL,
                            "dev.partywall.core",
                            "dev.partywall.policy",
                            "java..",
                            "org.jspecify.annotations",
                            "com.fasterxml.jackson.core..",
                            "com.github.benmanes.caffeine.cache..",
                            "software.amazon.awssdk..")
                    .or(describe("arrays", JavaClass::isArray))
                    .or(describe("primitive", JavaClass::isPrimitive)));

    @ArchTest
    static final ArchRule OF_THE_SERVICES_ONLY_STS = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("software.amazon.awssdk.services..")
                    .and(not(resideInAPackage("software.amazon.awssdk.services.sts.."))));

    /** They are not for users of the SDK, and change between its versions. */
    @ArchTest
    static final ArchRule NO_INTERNALS_OF_THE_SDK = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("software.amazon.awssdk..internal..")
                    .or(describe(
                            "are marked as internal",
                            type -> type.isAnnotatedWith("software.amazon.awssdk.annotations.SdkInternalApi"))));

    @ArchTest
    static final ArchRule NO_CONSOLE_BUT_IN_THE_COMMAND = noClasses()
            .that(describe("are no command", type -> !type.getSimpleName().endsWith("Command")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_FINAL =
            fields().that().areStatic().should().beFinal();

    /** The tenant is core's to hold. */
    @ArchTest
    static final ArchRule NO_THREAD_LOCALS =
            noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

    /** The caller's code and the SDK's must not run on threads that the whole JVM shares. */
    @ArchTest
    static final ArchRule NO_COMMON_POOL = noClasses()
            .should()
            .callMethod(java.util.concurrent.ForkJoinPool.class, "commonPool")
            .orShould()
            .callMethod(java.util.Collection.class, "parallelStream");

    @ArchTest
    static final ArchRule EXCEPTIONS_OF_THE_API_HAVE_ONE_ROOT = classes()
            .that()
            .resideInAPackage(ROOT)
            .and()
            .areAssignableTo(Throwable.class)
            .should()
            .beAssignableTo(TenantIsolationException.class);

    @ArchTest
    static final ArchRule THE_SCOPE_KNOWS_NO_STS = noClasses()
            .that()
            .resideInAPackage(SCOPE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    CREDENTIALS,
                    "software.amazon.awssdk.services..",
                    "com.github.benmanes.caffeine..",
                    "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule POLICIES_AND_LINT_KNOW_NO_CREDENTIALS = noClasses()
            .that()
            .resideInAnyPackage(POLICIES, LINT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CREDENTIALS, SCOPE, "software.amazon.awssdk.services..");

    @ArchTest
    static final ArchRule THE_LINTER_IS_AN_INDEPENDENT_JUDGE_OF_OUR_POLICIES = noClasses()
            .that()
            .resideInAPackage(LINT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(POLICIES);

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_INTERNAL_PACKAGES =
            slices().matching("dev.partywall.abac.internal.(*)..").should().beFreeOfCycles();

    /** Without this a rule that imported nothing would pass. */
    @ArchTest
    static void imported_classes_areThoseOfTheModule(JavaClasses classes) {
        assertThat(classes.contain(TenantCredentials.class)).isTrue();
        assertThat(classes.contain(ArchitectureTest.class)).isFalse();
    }
}
