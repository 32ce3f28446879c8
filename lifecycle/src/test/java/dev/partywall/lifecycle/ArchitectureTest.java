package dev.partywall.lifecycle;

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
@AnalyzeClasses(packages = "dev.partywall.lifecycle", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "dev.partywall.lifecycle";
    private static final String REENCRYPTION = "dev.partywall.lifecycle.reencryption";
    private static final String INTERNAL = "dev.partywall.lifecycle.internal..";
    private static final String REGISTRY = "dev.partywall.lifecycle.internal.registry..";

    /** Of the other modules only what is their API. */
    @ArchTest
    static final ArchRule ONLY_THE_LIBRARIES_THAT_THE_MODULE_NAMES = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            ROOT,
                            REENCRYPTION,
                            INTERNAL,
                            "dev.partywall.core",
                            "dev.partywall.keyring",
                            "dev.partywall.abac",
                            "java..",
                            "javax.sql",
                            "org.jspecify.annotations",
                            "com.fasterxml.jackson.core..",
                            "software.amazon.awssdk..")
                    .or(describe("arrays", JavaClass::isArray))
                    .or(describe("primitive", JavaClass::isPrimitive)));

    @ArchTest
    static final ArchRule OF_THE_SERVICES_ONLY_DYNAMODB_KMS_IAM_AND_S3 = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("software.amazon.awssdk.services..")
                    .and(not(resideInAnyPackage(
                            "software.amazon.awssdk.services.dynamodb..",
                            "software.amazon.awssdk.services.kms..",
                            "software.amazon.awssdk.services.iam..",
                            "software.amazon.awssdk.services.s3.."))));

    /** It is an optional dependency. */
    @ArchTest
    static final ArchRule S3_ONLY_WHERE_RECORDS_ARE_IN_S3 = noClasses()
            .that()
            .haveNameNotMatching(".*\\.S3[A-Za-z]+(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk.services.s3..");

    /** They are not for users of the SDK, and change between its versions. */
    @ArchTest
    static final ArchRule NO_INTERNALS_OF_THE_SDK = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("software.amazon.awssdk..internal..")
                    .or(describe(
                            "are marked as internal",
                            type -> type.isAnnotatedWith("software.amazon.awssdk.annotations.SdkInternalApi"))));

    @ArchTest
    static final ArchRule NO_CONSOLE = noClasses()
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
            .resideInAnyPackage(ROOT, REENCRYPTION)
            .and()
            .areAssignableTo(Throwable.class)
            .should()
            .beAssignableTo(TenantIsolationException.class);

    /** Whoever keeps records needs neither keys nor roles. */
    @ArchTest
    static final ArchRule THE_REGISTRY_KNOWS_NO_KMS_AND_NO_IAM = noClasses()
            .that()
            .resideInAPackage(REGISTRY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.partywall.abac..",
                    "software.amazon.awssdk.services.kms..",
                    "software.amazon.awssdk.services.iam..");

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_INTERNAL_PACKAGES =
            slices().matching("dev.partywall.lifecycle.internal.(*)..").should().beFreeOfCycles();

    /** Without this a rule that imported nothing would pass. */
    @ArchTest
    static void imported_classes_areThoseOfTheModule(JavaClasses classes) {
        assertThat(classes.contain(TenantRegistry.class)).isTrue();
        assertThat(classes.contain(ArchitectureTest.class)).isFalse();
    }
}
