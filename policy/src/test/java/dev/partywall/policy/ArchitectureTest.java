package dev.partywall.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The module's arrows: a JDK and a JSON parser, no AWS, no network, nothing internal in the API. */
@AnalyzeClasses(packages = "dev.partywall.policy", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_THE_JDK_AND_A_JSON_PARSER = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.partywall.policy",
                    "dev.partywall.policy.internal",
                    "java..",
                    "com.fasterxml.jackson.core..",
                    "org.jspecify.annotations");

    @ArchTest
    static final ArchRule DECIDES_WITHOUT_FILES_NETWORK_AND_CLOCK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.lang.reflect..", "java.util.concurrent..")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule ONLY_READING_AND_WRITING_KNOW_JSON = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Reader")
            .and()
            .doNotHaveSimpleName("PolicyWriter")
            .and()
            .doNotHaveSimpleName("Tokens")
            .and()
            .haveNameNotMatching(".*\\.(Tokens|ConditionReader)\\$.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule API_SHOWS_NO_INTERNAL_TYPES = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.partywall.policy")
            .should(new ArchCondition<>("have no internal types in their signatures") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean internal = method.getAllInvolvedRawTypes().stream()
                            .anyMatch(type -> type.getPackageName().contains(".internal"));
                    events.add(new SimpleConditionEvent(method, !internal, method.getFullName()));
                }
            });

    @Test
    void module_exportsItsRootPackageOnly() throws IOException, URISyntaxException {
        Path classes = Path.of(PolicyDocument.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (InputStream bytes = Files.newInputStream(classes.resolve("module-info.class"))) {
            ModuleDescriptor module = ModuleDescriptor.read(bytes);
            assertThat(module.name()).isEqualTo("dev.partywall.policy");
            assertThat(module.exports())
                    .extracting(ModuleDescriptor.Exports::source)
                    .containsExactly("dev.partywall.policy");
            assertThat(module.requires())
                    .extracting(ModuleDescriptor.Requires::name)
                    .containsExactlyInAnyOrder("java.base", "com.fasterxml.jackson.core", "org.jspecify");
        }
    }
}
