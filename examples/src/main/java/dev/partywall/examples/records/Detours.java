package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.Refusal;
import dev.partywall.examples.records.report.StepResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.model.StsException;

/** Everything that must not work for code that runs for a tenant and goes around the keyring, and without a tenant. */
final class Detours {

    private final Run run;
    private final AwsConnection aws;
    private final Settings settings;
    private final Map<TenantId, StoredRecord> oneOfEach;

    Detours(Run run, AwsConnection aws, Settings settings, Map<TenantId, StoredRecord> oneOfEach) {
        this.run = run;
        this.aws = aws;
        this.settings = settings;
        this.oneOfEach = oneOfEach;
    }

    List<StepResult> tryAll() {
        List<StepResult> results =
                new ArrayList<>(Arrays.stream(Detour.values()).map(this::tryOn).toList());
        results.add(withoutTenant());
        return results;
    }

    /** Each tenant on each other. */
    private StepResult tryOn(Detour detour) {
        long tenants = oneOfEach.size();
        return run.step(
                detour.step(),
                Expectation.BE_REFUSED,
                tenants * (tenants - 1),
                (measured, progress) -> oneOfEach
                        .keySet()
                        .forEach(attacker -> run.pool().submit(attacker, () -> {
                            oneOfEach.values().stream()
                                    .filter(victim -> !victim.tenant().equals(attacker))
                                    .forEach(victim ->
                                            attempt(measured, detour.stop(), () -> detour.take(aws, settings, victim)));
                            progress.add(tenants - 1);
                        })));
    }

    /** On the thread of the program itself, which works for no tenant. */
    private StepResult withoutTenant() {
        return run.step(
                "Read and open with no tenant bound",
                Expectation.BE_REFUSED_WITHOUT_CALLS,
                2L * oneOfEach.size(),
                (measured, progress) -> oneOfEach.values().forEach(victim -> {
                    attempt(measured, Refusal.NO_TENANT, () -> run.table().read(victim.tenant(), List.of(victim.id())));
                    attempt(measured, Refusal.NO_TENANT, () -> run.opener().open(victim.messageBytes(), victim.id()));
                }));
    }

    private void attempt(Measurement measured, String stop, Runnable attempt) {
        try {
            attempt.run();
            measured.succeeded();
        } catch (AwsServiceException failure) {
            count(measured, stop, refusal(failure));
        } catch (TenantIsolationException refused) {
            if (refused.isRetryable()) {
                throw refused;
            }
            count(measured, stop, Refusal.of(refused.code()));
        }
    }

    private Refusal refusal(AwsServiceException failure) {
        if (Denials.isDenial(failure)) {
            return Refusal.byIam(aws.denials().reason(failure));
        }
        if (failure instanceof StsException
                && String.valueOf(failure.getMessage()).contains("transitive tag")) {
            return Refusal.byTransitiveTag(); // nothing of IAM's stood in the way
        }
        throw failure;
    }

    private static void count(Measurement measured, String stop, Refusal refusal) {
        if (refusal.code().equals(stop)) {
            measured.refused(refusal);
        } else {
            measured.wrong();
        }
    }
}
