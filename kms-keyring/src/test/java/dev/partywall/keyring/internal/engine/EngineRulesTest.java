package dev.partywall.keyring.internal.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules on the engine's code that no input can show. */
final class EngineRulesTest {

    private static final String ENGINE = "dev.partywall.keyring.internal.engine.jca";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ENGINE);

    @Test
    void commitments_always_areComparedInConstantTime() {
        assertThat(calls("MessageKeys", "requireCommitment"))
                .filteredOn(call -> call.getTargetOwner().isEquivalentTo(MessageDigest.class))
                .extracting(JavaMethodCall::getName)
                .containsExactly("isEqual");
        // Nothing else in the engine compares bytes that matter: the tags are the provider's to verify. Reused data
        // keys are
        // found by what every reader of a message sees.
        noClasses()
                .that()
                .doNotHaveSimpleName("ReusedDataKeys")
                .should()
                .callMethodWhere(new Comparing())
                .check(classes);
    }

    /** One key for the extraction, one for both expansions. */
    @Test
    void keyDerivation_always_extractsOnce() {
        assertThat(calls("MessageKeys", "derive"))
                .filteredOn(call -> call.getTargetOwner().getSimpleName().equals("Hmac"))
                .extracting(JavaMethodCall::getName)
                .filteredOn("key"::equals)
                .hasSize(2);
    }

    private List<JavaMethodCall> calls(String type, String method) {
        JavaClass owner = classes.get(ENGINE + "." + type);
        List<JavaMethodCall> calls = owner.getMethodCallsFromSelf().stream()
                .filter(call -> call.getOrigin().getName().equals(method))
                .toList();
        assertThat(calls).isNotEmpty();
        return calls;
    }

    private static final class Comparing extends DescribedPredicate<JavaMethodCall> {

        Comparing() {
            super("compares arrays and stops at the first difference");
        }

        @Override
        public boolean test(JavaMethodCall call) {
            return call.getTargetOwner().isEquivalentTo(Arrays.class)
                    && List.of("equals", "compare", "compareUnsigned", "mismatch")
                            .contains(call.getName());
        }
    }
}
