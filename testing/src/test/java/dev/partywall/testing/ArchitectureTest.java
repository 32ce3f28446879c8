package dev.partywall.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

@AnalyzeClasses(packages = "dev.partywall.testing", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule TESTING_KNOWS_ONLY_CORE_AND_POLICY = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of another module than core and policy",
                    (JavaClass type) -> type.getPackageName().startsWith("dev.partywall")
                            && !type.getPackageName().equals("dev.partywall.core")
                            && !type.getPackageName().equals("dev.partywall.policy")
                            && !type.getPackageName().startsWith("dev.partywall.testing")));

    @ArchTest
    static final ArchRule API_SHOWS_NO_INTERNAL_TYPES = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.partywall.testing")
            .should(new ArchCondition<>("have no internal types in their signatures") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean internal = method.getAllInvolvedRawTypes().stream()
                            .anyMatch(type -> type.getPackageName().contains(".internal"));
                    events.add(new SimpleConditionEvent(method, !internal, method.getFullName()));
                }
            });

    @ArchTest
    static final ArchRule ONLY_THE_DYNAMODB_PACKAGE_TOUCHES_DYNAMODB_LOCAL = noClasses()
            .that()
            .resideOutsideOfPackage("..internal.dynamodb")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.amazonaws..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule SERVICES_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("dev.partywall.testing.internal.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_DOORS_SPEAK_HTTP = noClasses()
            .that()
            .resideInAnyPackage(
                    "..internal.kms",
                    "..internal.iam",
                    "..internal.sts",
                    "..internal.principals",
                    "..internal.calls",
                    "..internal.faults")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule IAM_AND_STS_STAY_BEHIND_THEIR_SERVICES = classes()
            .that()
            .resideInAnyPackage("..internal.iam", "..internal.sts")
            .and()
            .doNotHaveSimpleName("IamService")
            .and()
            .doNotHaveSimpleName("StsService")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule ONLY_STS_READS_TOKENS_OF_IDENTITY_PROVIDERS = noClasses()
            .that()
            .resideOutsideOfPackage("..internal.sts")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule KMS_STAYS_BEHIND_ITS_SERVICE = classes()
            .that()
            .resideInAPackage("..internal.kms")
            .and()
            .doNotHaveSimpleName("KmsService")
            .should()
            .notBePublic();
}
