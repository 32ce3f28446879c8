package dev.partywall.keyring;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
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
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKey;

/** The module's arrows: outward to the libraries that it may know, and inward between its own packages. */
@AnalyzeClasses(packages = "dev.partywall.keyring", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "dev.partywall.keyring";
    private static final String INTERNAL = "dev.partywall.keyring.internal..";
    private static final String WIRING = "dev.partywall.keyring.internal";
    private static final String CACHE = "dev.partywall.keyring.internal.cache";
    private static final String STORE = "dev.partywall.keyring.internal.store";
    private static final String MESSAGE = "dev.partywall.keyring.internal.message";
    private static final String ENGINE = "dev.partywall.keyring.internal.engine..";
    private static final String JCA = "dev.partywall.keyring.internal.engine.jca";
    private static final String SDK = "dev.partywall.keyring.internal.engine.sdk";

    @ArchTest
    static final ArchRule ONLY_THE_LIBRARIES_THAT_THE_MODULE_NAMES = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            ROOT,
                            INTERNAL,
                            "dev.partywall.core",
                            "java..",
                            "javax.crypto..",
                            "org.jspecify.annotations",
                            "org.slf4j",
                            "software.amazon.awssdk..",
                            "software.amazon.cryptography..",
                            "com.amazonaws.encryptionsdk..",
                            "com.github.benmanes.caffeine.cache..")
                    .or(describe("arrays of bytes and the like", JavaClass::isArray))
                    .or(describe("primitive", JavaClass::isPrimitive)));

    @ArchTest
    static final ArchRule NO_OTHER_MODULE = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.partywall..")
                    .and(not(resideInAnyPackage(ROOT, INTERNAL, "dev.partywall.core"))));

    @ArchTest
    static final ArchRule NO_TESTING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.partywall.testing..", "dev.partywall.abac..", "dev.partywall.core.internal..");

    @ArchTest
    static final ArchRule NO_OTHER_LOGGING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.apache..", "ch.qos.logback..")
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
    static final ArchRule STATIC_FIELDS_ARE_FINAL =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_CONSTANTS = fields().that()
            .areStatic()
            .and(describe("are in the source", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
            .should()
            .haveRawType(constants());

    @ArchTest
    static final ArchRule NO_THREAD_LOCALS =
            noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

    /** The cache spreads refreshes with it, which is no secret. */
    @ArchTest
    static final ArchRule NO_WEAK_RANDOMNESS = noClasses()
            .that()
            .doNotBelongToAnyOf(BranchKeyCache.class)
            .should()
            .dependOnClassesThat(equivalentTo(java.util.Random.class))
            .orShould()
            .dependOnClassesThat(equivalentTo(java.util.concurrent.ThreadLocalRandom.class))
            .orShould()
            .dependOnClassesThat(equivalentTo(java.util.SplittableRandom.class))
            .orShould()
            .callMethod(Math.class, "random");

    /** The caller's code, the SDK's and Caffeine's must not run on threads that the whole JVM shares. */
    @ArchTest
    static final ArchRule NO_COMMON_POOL = noClasses()
            .should()
            .callMethod(java.util.concurrent.ForkJoinPool.class, "commonPool")
            .orShould()
            .callMethod(java.util.Collection.class, "parallelStream");

    @ArchTest
    static final ArchRule KEYS_ARE_FINAL_AND_NOT_SERIALIZABLE = classes()
            .that()
            .resideInAPackage(INTERNAL)
            .and(describe("hold byte arrays", ArchitectureTest::holdsBytes))
            .and()
            .areNotAnonymousClasses()
            .and()
            // Serializable by the JDK's will; its own test shows that it is not written.
            .areNotAssignableTo(SecretKey.class)
            .should()
            .haveModifier(JavaModifier.FINAL)
            .andShould()
            .notBeAssignableTo(Serializable.class);

    @ArchTest
    static final ArchRule NO_RECORD_HOLDS_A_KEY = noFields()
            .that()
            .areDeclaredInClassesThat()
            .areRecords()
            .and()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(ROOT, CACHE, STORE)
            .should()
            .haveRawType(byte[].class)
            .because("a record shows its components and compares them in variable time");

    @ArchTest
    static final ArchRule EXCEPTIONS_OF_THE_API_HAVE_ONE_ROOT = classes()
            .that()
            .resideInAPackage(ROOT)
            .and()
            .areAssignableTo(Throwable.class)
            .should()
            .beAssignableTo(TenantIsolationException.class)
            .andShould()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule INTERNAL_STAYS_OUT_OF_SIGNATURES = noMembers()
            .that(describe("users can see", ArchitectureTest::isVisible))
            .should(be(describe("made of internal types", ArchitectureTest::namesInternalType)));

    @ArchTest
    static final ArchRule INTERNAL_STAYS_OUT_OF_SUPERTYPES =
            noClasses().that().resideInAPackage(ROOT).should().beAssignableTo(resideInAPackage(INTERNAL));

    @ArchTest
    static final ArchRule ONLY_THE_WAY_IN_KNOWS_THE_INSIDE = noClasses()
            .that()
            .resideInAPackage(ROOT)
            .and()
            .doNotBelongToAnyOf(TenantKeyring.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL);

    @ArchTest
    static final ArchRule THE_CACHE_KNOWS_NO_STORE_AND_NO_MESSAGES = noClasses()
            .that()
            .resideInAPackage(CACHE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STORE, ENGINE, MESSAGE, WIRING);

    @ArchTest
    static final ArchRule THE_CACHE_KNOWS_NO_AWS = noClasses()
            .that()
            .resideInAPackage(CACHE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk.services..", "com.amazonaws..");

    @ArchTest
    static final ArchRule MESSAGES_KNOW_NO_KEYS_AND_NO_AWS = noClasses()
            .that()
            .resideInAPackage(MESSAGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    CACHE, STORE, ENGINE, WIRING, "software.amazon.awssdk..", "com.github.benmanes.caffeine..");

    @ArchTest
    static final ArchRule THE_STORE_KNOWS_NO_ENGINE_AND_NO_MESSAGES = noClasses()
            .that()
            .resideInAPackage(STORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE, MESSAGE);

    @ArchTest
    static final ArchRule THE_ENGINE_CALLS_NO_AWS = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(STORE, WIRING).or(resideInAPackage("software.amazon.awssdk.http..")));

    @ArchTest
    static final ArchRule THE_PARTS_DO_NOT_KNOW_THEIR_WIRING = noClasses()
            .that()
            .resideInAnyPackage(CACHE, STORE, MESSAGE, ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WIRING);

    @ArchTest
    static final ArchRule CAFFEINE_STAYS_IN_THE_CACHE_BUT_FOR_ITS_TICKER = noClasses()
            .that()
            .resideOutsideOfPackage(CACHE)
            .should()
            .dependOnClassesThat(
                    resideInAPackage("com.github.benmanes.caffeine..").and(not(type(Ticker.class))));

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_INTERNAL_PACKAGES =
            slices().matching("dev.partywall.keyring.internal.(*)..").should().beFreeOfCycles();

    /** Without this a rule that imported nothing would pass. */
    @ArchTest
    static void imported_classes_areThoseOfTheModule(JavaClasses classes) {
        assertThat(classes.contain(TenantKeyring.class)).isTrue();
        assertThat(classes.contain(ArchitectureTest.class)).isFalse();
        assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
                .contains(ROOT, WIRING, CACHE, STORE, MESSAGE, ENGINE.replace("..", ""), JCA, SDK);
    }

    private static DescribedPredicate<JavaClass> constants() {
        Set<String> immutable = Stream.of(
                        String.class,
                        Pattern.class,
                        Duration.class,
                        UUID.class,
                        List.class,
                        Set.class,
                        Map.class,
                        SecureRandom.class,
                        // Names a field, and holds nothing.
                        AtomicIntegerFieldUpdater.class)
                .map(Class::getName)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
        return describe(
                "of an immutable type",
                type -> type.isPrimitive()
                        || type.isEnum()
                        || immutable.contains(type.getName())
                        || type.getName().equals("org.slf4j.Logger"));
    }

    private static boolean holdsBytes(JavaClass type) {
        return type.getFields().stream()
                .anyMatch(field -> field.getRawType().isEquivalentTo(byte[].class)
                        && !field.getModifiers().contains(JavaModifier.STATIC));
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
