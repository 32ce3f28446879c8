package dev.partywall.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The module's arrows: outward to the libraries that it may know, and inward between its own packages. */
@AnalyzeClasses(packages = "dev.partywall.cli", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "dev.partywall.cli";
    private static final String OUTPUT = "dev.partywall.cli.output";
    private static final String SETTINGS = "dev.partywall.cli.settings";

    /** Of the other modules only what is their API. */
    @ArchTest
    static final ArchRule ONLY_THE_LIBRARIES_THAT_THE_MODULE_NAMES = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            ROOT,
                            OUTPUT,
                            SETTINGS,
                            "dev.partywall.core",
                            "dev.partywall.keyring",
                            "dev.partywall.abac",
                            "dev.partywall.policy",
                            "dev.partywall.lifecycle",
                            "dev.partywall.lifecycle.reencryption",
                            "java..",
                            "javax.sql",
                            "org.jspecify.annotations",
                            "picocli",
                            "com.fasterxml.jackson.core..",
                            "software.amazon.awssdk..")
                    .or(describe("arrays", JavaClass::isArray))
                    .or(describe("primitive", JavaClass::isPrimitive)));

    /** They are not for users of the SDK, and change between its versions. */
    @ArchTest
    static final ArchRule NO_INTERNALS_OF_THE_SDK = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("software.amazon.awssdk..internal..")
                    .or(describe(
                            "are marked as internal",
                            type -> type.isAnnotatedWith("software.amazon.awssdk.annotations.SdkInternalApi"))));

    @ArchTest
    static final ArchRule OUTPUT_KNOWS_NEITHER_COMMANDS_NOR_SETTINGS_NOR_AWS = noClasses()
            .that()
            .resideInAPackage(OUTPUT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, SETTINGS, "picocli", "software.amazon.awssdk..");

    @ArchTest
    static final ArchRule SETTINGS_KNOW_NEITHER_COMMANDS_NOR_OUTPUT = noClasses()
            .that()
            .resideInAPackage(SETTINGS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, OUTPUT, "picocli", "software.amazon.awssdk.services..");

    /** Commands print to what they were given, so that tests see all of it. */
    @ArchTest
    static final ArchRule ONLY_MAIN_KNOWS_THE_CONSOLE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.partywall.cli.Partywall")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in");

    /** Every command is for the program alone; its API are the shell's words. */
    @ArchTest
    static final ArchRule ONLY_THE_PROGRAM_AND_ITS_CODES_ARE_PUBLIC = classes()
            .that()
            .resideInAPackage(ROOT)
            .and()
            .arePublic()
            .should()
            .haveFullyQualifiedName("dev.partywall.cli.Partywall")
            .orShould()
            .haveFullyQualifiedName("dev.partywall.cli.ExitCode");

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_FINAL =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule NO_THREAD_LOCALS =
            noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

    /** Without this a rule that imported nothing would pass. */
    @ArchTest
    static void imported_classes_areThoseOfTheModule(JavaClasses classes) {
        assertThat(classes.contain(Partywall.class)).isTrue();
        assertThat(classes.contain(ArchitectureTest.class)).isFalse();
    }
}
