package dev.partywall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.Tier;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each command on tenants, from a shell's view, on the lab; each test has tenants of its own. */
final class TenantCommandsTest {

    @SuppressWarnings("NullAway.Init")
    private static CliLab lab;

    @BeforeAll
    static void startLab() {
        lab = new CliLab();
    }

    @AfterAll
    static void closeLab() {
        lab.close();
    }

    private static Outcome done(String... arguments) {
        Outcome outcome = lab.run(arguments);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ExitCode.DONE);
        assertThat(outcome.err()).isEmpty();
        return outcome;
    }

    @Test
    void onboard_ofTierPool_printsTheRecordAsATable() {
        Outcome outcome =
                done("onboard", "pool-1", "--tier", "pool", "--attribute", "plan=gold", "--attribute", "r=eu");

        TenantRecord record = lab.record("pool-1");
        assertThat(outcome.out()).isEqualTo("""
                Tenant      pool-1
                Status      ACTIVE
                Tier        POOL
                Root key    %s
                Attributes  plan=gold, r=eu
                Operation   -
                Changed     %s
                """.formatted(lab.sharedRootKey(), record.changedAt()));
        assertThat(record.attributes()).containsOnly(entry("plan", "gold"), entry("r", "eu"));
    }

    @Test
    void onboard_inJson_printsTheWholeRecordOnOneLine() {
        Outcome outcome = done("--format", "json", "onboard", "json-1", "--tier", "POOL");

        TenantRecord record = lab.record("json-1");
        assertThat(outcome.out())
                .isEqualTo(("{\"tenant\":\"json-1\",\"status\":\"ACTIVE\",\"tier\":\"POOL\",\"rootKey\":\"%s\","
                                + "\"formerRootKey\":null,\"role\":null,\"attributes\":{},\"departure\":null,\"operation\":null,"
                                + "\"recordVersion\":%d,\"changedAt\":\"%s\"}\n")
                        .formatted(lab.sharedRootKey(), record.version(), record.changedAt()));
    }

    @Test
    void onboard_ofTierByok_takesTheKeyThatIsNamed() {
        String key = lab.aws().createKey();

        Outcome outcome = done("onboard", "byok-1", "--tier", "byok", "--key", key, "--format=json");

        assertThat(outcome.json()).containsEntry("tier", "BRING_YOUR_OWN_KEY").containsEntry("rootKey", key);
    }

    @Test
    void onboard_ofTierByokWithoutKey_isRefusedAsUsage() {
        Outcome outcome = lab.run("onboard", "byok-2", "--tier", "byok");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("PW-501 INVALID_LIFECYCLE_SETTING: Setting 'ownedKey'");
        assertThat(lab.registry().find(TenantId.of("byok-2"))).isEmpty();
    }

    @Test
    void onboard_again_isDoneAgain() {
        done("onboard", "twice", "--tier", "pool");

        done("onboard", "twice", "--tier", "pool");
    }

    @Test
    void onboard_inAnotherTier_isRefusedAndNamesTheWayOut() {
        done("onboard", "moved", "--tier", "pool");

        Outcome outcome = lab.run("onboard", "moved", "--tier", "silo");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .isEqualTo(
                        "PW-520 TENANT_STATUS_CONFLICT: Tenant moved: it is ACTIVE in tier POOL; an onboarded tenant moves"
                                + " to another tier or root key with 'partywall migrate'\n");
    }

    @Test
    void error_inJson_isOneObjectOnStandardError() {
        done("onboard", "moved-json", "--tier", "pool");

        Outcome outcome = lab.run("onboard", "moved-json", "--tier", "silo", "--format", "json");

        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.error())
                .containsEntry("code", 520)
                .containsEntry("name", "TENANT_STATUS_CONFLICT")
                .containsEntry("tenant", "moved-json")
                .containsEntry("retryable", false)
                .containsEntry("cause", null)
                .containsOnlyKeys("code", "name", "tenant", "retryable", "message", "cause");
    }

    @Test
    void list_withFilters_showsThoseTenantsOnly() {
        done("onboard", "list-b", "--tier", "silo");
        done("onboard", "list-a", "--tier", "silo");
        done("suspend", "list-a");
        done("suspend", "list-b");

        Outcome table = done("list", "--status", "suspended", "--tier", "silo");
        Outcome json = done("list", "--status", "SUSPENDED", "--tier", "silo", "--format", "json");

        assertThat(table.out().lines().map(line -> line.replaceFirst(" .*", "")))
                .containsSubsequence("TENANT", "list-a", "list-b");
        assertThat(table.out()).startsWith("TENANT");
        assertThat(json.list("tenants"))
                .allSatisfy(tenant ->
                        assertThat(tenant).containsEntry("status", "SUSPENDED").containsEntry("tier", "SILO"));
        assertThat(json.list("tenants").stream().map(tenant -> tenant.get("tenant")))
                .containsSubsequence("list-a", "list-b");
    }

    @Test
    void show_afterARotationAndAMinimumVersion_tellsTheVersions() {
        done("onboard", "shown", "--tier", "pool");
        String first = String.valueOf(key("shown").get("active"));
        String second = String.valueOf(
                done("rotate", "shown", "--format", "json").json().get("active"));

        done("minimum-version", "shown", second);

        assertThat(key("shown"))
                .containsEntry("active", second)
                .containsEntry("rootKeys", List.of(lab.sharedRootKey()));
        assertThat(versions("shown")).containsOnly(entry(first, "RETIRED"), entry(second, "ACTIVE"));
        Outcome table = done("show", "shown");
        assertThat(table.out())
                .contains("Rows of the branch key are under " + lab.sharedRootKey() + ".\n\n")
                .containsPattern("(?m)^VERSION +STATE +MADE +AGE$")
                .containsPattern("(?m)^" + first + "  RETIRED  \\S+  \\d+ (s|min)$")
                .containsPattern("(?m)^" + second + "  ACTIVE   \\S+  \\d+ (s|min)$");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> key(String tenant) {
        return (Map<String, Object>)
                done("show", tenant, "--format", "json").json().getOrDefault("branchKey", Map.of());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> versions(String tenant) {
        return ((List<Map<String, Object>>) key(tenant).getOrDefault("versions", List.of()))
                .stream()
                        .collect(Collectors.toMap(
                                version -> String.valueOf(version.get("version")),
                                version -> String.valueOf(version.get("state"))));
    }

    @Test
    void show_ofATenantThatIsNotThere_isRefused() {
        Outcome outcome = lab.run("show", "nobody");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).startsWith("PW-120 TENANT_UNKNOWN: Tenant nobody: ");
    }

    @Test
    void rotate_ofOneTenant_tellsBothVersions() {
        done("onboard", "rotated", "--tier", "pool");
        String before = String.valueOf(key("rotated").get("active"));

        Outcome outcome = done("rotate", "rotated");

        assertThat(outcome.out()).isEqualTo("""
                Tenant    rotated
                Outcome   ROTATED
                Previous  %s
                Active    %s
                """.formatted(before, key("rotated").get("active")));
    }

    @Test
    void rotateDue_whereNothingIsDue_rotatesNothing() {
        done("onboard", "young", "--tier", "pool");

        Outcome outcome = done("rotate", "--due", "90d", "--per-second", "1000", "--parallel", "2", "--format=json");

        assertThat(outcome.list("due")).isEmpty();
        assertThat(outcome.list("failed")).isEmpty();
        assertThat(outcome.json())
                .hasEntrySatisfying(
                        "notDue",
                        tenants -> assertThat(tenants)
                                .asInstanceOf(InstanceOfAssertFactories.LIST)
                                .contains("young"));
    }

    @Test
    void suspend_andResume_areInTheRegistry() {
        done("onboard", "held", "--tier", "pool");

        Outcome suspended = done("suspend", "held", "--format", "json");

        assertThat(suspended.json()).containsEntry("status", "SUSPENDED").containsKey("holdsEverywhereFrom");
        assertThat(lab.record("held").status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThat(done("resume", "held").out()).contains("Status     ACTIVE\n");
        assertThat(lab.record("held").status()).isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void migrate_toASilo_movesTheBranchKey() {
        done("onboard", "migrant", "--tier", "pool");

        Outcome outcome = done("migrate", "migrant", "--to", "silo", "--format", "json");

        assertThat(outcome.json()).containsEntry("tier", "SILO").containsEntry("formerRootKey", null);
        String silo = lab.record("migrant").key().rootKey().orElseThrow();
        assertThat(key("migrant")).containsEntry("rootKeys", List.of(silo));
        Outcome again = done("migrate", "migrant", "--to", "new-silo", "--format", "json");
        assertThat(again.json().get("rootKey")).isNotEqualTo(silo).isNotEqualTo(lab.sharedRootKey());
        assertThat(done("migrate", "migrant", "--to", "pool", "--format", "json")
                        .json())
                .containsEntry("rootKey", lab.sharedRootKey());
        assertThat(lab.record("migrant").tier()).isEqualTo(Tier.POOL);
    }

    @Test
    void migrate_atATerminal_tellsItsSteps() {
        done("onboard", "watched", "--tier", "pool");

        Outcome outcome;
        try {
            outcome = lab.answering(unasked -> "").run("migrate", "watched", "--to", "silo");
        } finally {
            lab.alone();
        }

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.err())
                .contains("watched: MIGRATE: root-key done\n")
                .contains("watched: MIGRATE: fleet done\n");
    }

    @Test
    void recover_whereNothingStands_saysSo() {
        assertThat(done("recover").out()).isEqualTo("No operation stands.\n");
        assertThat(done("recover", "--format", "json").out()).isEqualTo("{\"operations\":[]}\n");
    }
}
