package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.Progress;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.RecordId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything that must not work, for somebody who has the whole table. The table is read a page at a time, and each page
 * is attacked before the next one is read: so the calls of the attacks can be told from those of the reading.
 */
final class Attacks {

    private final Run run;
    private final Measurement reading;
    private final Measurement asOthers;
    private final Measurement moved;
    private final Map<TenantId, StoredRecord> oneOfEach = new LinkedHashMap<>();

    Attacks(Run run) {
        this.run = run;
        long rows = run.input().rows();
        long attempts = Math.multiplyExact(rows, run.tenants().size() - 1);
        this.reading = run.measurement("Steal the whole table", Expectation.SUCCEED, rows);
        this.asOthers = run.measurement(
                "Open every record as every other tenant", Expectation.BE_REFUSED_WITHOUT_CALLS, attempts);
        this.moved = run.measurement("Open every record under another's id", Expectation.BE_REFUSED, rows);
    }

    List<StepResult> tryAll() {
        try (Progress progress = run.progress(asOthers)) {
            Iterator<List<StoredRecord>> pages = run.wholeTable().pages();
            for (List<StoredRecord> page = next(pages); !page.isEmpty(); page = next(pages)) {
                attack(page, progress);
            }
        }
        List<StepResult> results = new ArrayList<>(List.of(reading.result(), asOthers.result(), moved.result()));
        for (Forgery forgery : Forgery.values()) {
            results.add(forge(forgery));
        }
        return results;
    }

    /** One record of each tenant. */
    Map<TenantId, StoredRecord> oneOfEach() {
        return oneOfEach;
    }

    /** The next page that holds anything; empty at the end. */
    private List<StoredRecord> next(Iterator<List<StoredRecord>> pages) {
        List<StoredRecord> page = new ArrayList<>();
        reading.during(() -> {
            while (page.isEmpty() && pages.hasNext()) {
                page.addAll(pages.next());
            }
        });
        page.forEach(stolen -> reading.succeeded());
        return page;
    }

    private void attack(List<StoredRecord> page, Progress progress) {
        page.forEach(stolen -> oneOfEach.putIfAbsent(stolen.tenant(), stolen));
        asOthers.during(() -> {
            run.tenants().forEach(attacker -> run.pool().submit(attacker, () -> openAs(attacker, page, progress)));
            run.pool().await();
        });
        Map<TenantId, List<StoredRecord>> byOwner = page.stream().collect(Collectors.groupingBy(StoredRecord::tenant));
        moved.during(() -> {
            byOwner.forEach((owner, own) -> run.pool().submit(owner, () -> openMoved(own)));
            run.pool().await();
        });
    }

    private void openAs(TenantId attacker, List<StoredRecord> page, Progress progress) {
        List<StoredRecord> victims = page.stream()
                .filter(stolen -> !stolen.tenant().equals(attacker))
                .toList();
        victims.forEach(victim ->
                Attempt.open(run.opener(), victim.messageBytes(), victim.id()).countRefused(asOthers));
        if (!victims.isEmpty()) {
            progress.add(victims.size());
        }
    }

    /** Opens each record under the id of the next; one that stands alone under an id that no record has. */
    private void openMoved(List<StoredRecord> own) {
        for (int i = 0; i < own.size(); i++) {
            StoredRecord other = own.get((i + 1) % own.size());
            RecordId id = own.size() > 1
                    ? other.id()
                    : RecordId.of("not-" + other.id().value().hashCode());
            Attempt.open(run.opener(), own.get(i).messageBytes(), id).countRefused(moved);
        }
    }

    /** Each tenant forges one record of each other tenant. */
    private StepResult forge(Forgery forgery) {
        long tenants = run.tenants().size();
        return run.step(
                forgery.step(),
                Expectation.BE_REFUSED,
                tenants * (tenants - 1),
                (measured, progress) ->
                        oneOfEach.forEach((attacker, own) -> run.pool().submit(attacker, () -> {
                            oneOfEach.values().stream()
                                    .filter(victim -> !victim.tenant().equals(attacker))
                                    .map(victim -> forgery.forge(victim, own))
                                    .forEach(forged -> Attempt.open(
                                                    run.opener(),
                                                    forged.message().bytes(),
                                                    forged.recordId())
                                            .countRefused(measured));
                            progress.add(tenants - 1);
                        })));
    }
}
