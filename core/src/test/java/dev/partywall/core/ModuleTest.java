package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.internal.TenantThreadLocalAccessor;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ModuleTest {

    private static Path classes = Path.of("");
    private static ModuleDescriptor module =
            ModuleDescriptor.newModule("unread").build();

    @BeforeAll
    static void readDescriptor() throws Exception {
        classes = Path.of(TenantId.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        module = ModuleFinder.of(classes).findAll().iterator().next().descriptor();
    }

    @Test
    void module_always_hasItsNameAndIsNotOpen() {
        assertThat(module.name()).isEqualTo("dev.partywall.core");
        assertThat(module.isOpen()).isFalse();
        assertThat(module.isAutomatic()).isFalse();
        assertThat(module.opens()).isEmpty();
    }

    @Test
    void module_always_exportsItsRootPackageToAllAndNothingElse() {
        assertThat(module.exports()).extracting(Exports::source).containsExactly("dev.partywall.core");
        assertThat(module.exports()).noneMatch(Exports::isQualified);
        assertThat(module.packages()).containsExactlyInAnyOrder("dev.partywall.core", "dev.partywall.core.internal");
    }

    @Test
    void module_always_requiresOnlyTheJdkAtRunTime() {
        assertThat(module.requires())
                .filteredOn(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                .extracting(Requires::name)
                .containsExactly("java.base");
        assertThat(module.requires())
                .extracting(Requires::name)
                .containsExactlyInAnyOrder("java.base", "org.jspecify", "context.propagation");
    }

    @Test
    void module_always_providesTheAccessorAndUsesNothing() {
        assertThat(module.uses()).isEmpty();
        assertThat(module.provides()).singleElement().satisfies(provides -> {
            assertThat(provides.service()).isEqualTo("io.micrometer.context.ThreadLocalAccessor");
            assertThat(provides.providers()).containsExactly(TenantThreadLocalAccessor.class.getName());
        });
    }

    @Test
    void serviceFile_ofTheClassPath_saysTheSameAsTheModule() throws Exception {
        assertThat(Files.readAllLines(classes.resolve("META-INF/services/io.micrometer.context.ThreadLocalAccessor")))
                .containsExactly(TenantThreadLocalAccessor.class.getName());
    }
}
