package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.internal.reencryption.Claiming.Claimed;
import dev.partywall.lifecycle.reencryption.RecordPage;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import dev.partywall.lifecycle.reencryption.UnreadableRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** Goes through one partition, page by page. */
final class PartitionWork {

    /** A sign of life each third of a lease at the latest: when this often is looked whether one is due. */
    private static final int BEATS_IN_A_LEASE = 6;

    /** So few may be refused one by one for reasons of their own. */
    private static final int FEWEST_REFUSED = 20;

    private final ReencryptionSettings settings;
    private final RecordRewriter rewriter;
    private final Retries retries;
    private final Stop stop;
    private final JobThreads threads;
    private final Tally tally;
    private final RunResults results;
    private final JobEvents events;

    PartitionWork(
            ReencryptionSettings settings,
            RecordRewriter rewriter,
            Retries retries,
            Stop stop,
            JobThreads threads,
            Tally tally,
            RunResults results) {
        this.settings = settings;
        this.rewriter = rewriter;
        this.retries = retries;
        this.stop = stop;
        this.threads = threads;
        this.tally = tally;
        this.results = results;
        this.events = new JobEvents(settings);
    }

    /** Works on a partition that is this run's, and gives it back. */
    void run(Claimed claimed, Mode mode) {
        Claim claim = claimed.claim();
        tally.add(claim.state().counts());
        long period = settings.lease().toNanos() / BEATS_IN_A_LEASE;
        ScheduledFuture<?> beat = threads.eachTime(period, () -> claim.beat(period));
        try {
            if (mode == Mode.RETRY) {
                retryFailed(claim);
            } else {
                goThrough(claim);
            }
            release(claimed);
            events.completed(claim.partition());
        } catch (Claim.Lost overtaken) {
            results.addHeld(claim.partition());
        } catch (RuntimeException failure) {
            giveBack(claimed, failure);
            events.failed(claim.partition(), failure);
            throw failure;
        } finally {
            beat.cancel(false);
        }
    }

    private void release(Claimed claimed) {
        retries.of(() -> {
            claimed.claim().release();
            return true;
        });
        results.add(claimed.claim().partition(), claimed.claim().state(), claimed.reaches());
    }

    /** With its last checkpoint, so that whoever comes next need not wait. */
    private void giveBack(Claimed claimed, RuntimeException failure) {
        Claim claim = claimed.claim();
        results.add(claim.partition(), claim.state(), claimed.reaches());
        try {
            claim.release();
        } catch (Claim.Lost overtaken) {
            results.addHeld(claim.partition());
        } catch (RuntimeException another) {
            if (Failures.isEnd(failure)) {
                throw another;
            }
            failure.addSuppressed(another);
        }
    }

    private void goThrough(Claim claim) {
        while (!claim.state().done()) {
            stop.check();
            PartitionState state = claim.state();
            RecordPage page = read(claim.partition(), state.position());
            List<Outcome> outcomes = settled(claim, page.records(), rewriter::settle);
            requireSomeStored(claim.partition(), outcomes);
            outcomes.addAll(unreadable(claim.partition(), page));
            PartitionState next = state.after(outcomes, page.next());
            checkpoint(claim, next.done() ? next.withOwner(Optional.empty()) : next);
        }
    }

    /** A source that refuses whatever it is to store is not the trouble of millions of records. */
    private void requireSomeStored(String partition, List<Outcome> page) {
        List<Outcome> answers =
                page.stream().filter(Outcome::isAnswerOfTheSource).toList();
        long codes = answers.stream().map(Outcome::failure).distinct().count();
        if (answers.size() < FEWEST_REFUSED || codes > 1) {
            return;
        }
        answers.get(0).refusal().ifPresent(first -> {
            throw new RecordSourceException(
                    first.code(),
                    false,
                    "source '" + settings.source().name() + "' refused each of the " + answers.size()
                            + " records of a page of partition '" + partition
                            + "' that were to be stored anew, so the run ends before this page; look at the cause, which is"
                            + " what it said of one of them",
                    first);
        });
    }

    /** Failures of their own, unless the source can read none of many. */
    private List<Outcome> unreadable(String partition, RecordPage page) {
        List<UnreadableRecord> unreadable = page.unreadable();
        if (page.records().isEmpty() && unreadable.size() >= FEWEST_REFUSED) {
            RecordSourceException first = unreadable.get(0).reason();
            throw new RecordSourceException(
                    first.code(),
                    false,
                    "source '" + settings.source().name() + "' could read none of the " + unreadable.size()
                            + " records of a page of partition '" + partition
                            + "', so the run ends before this page; look at the cause, which is what it said of one of them",
                    first);
        }
        return unreadable.stream().map(rewriter::unreadable).peek(tally::add).toList();
    }

    private void retryFailed(Claim claim) {
        List<String> keys = claim.state().failedKeys();
        for (int from = 0; from < keys.size(); from += settings.pageSize()) {
            stop.check();
            List<String> some = keys.subList(from, Math.min(keys.size(), from + settings.pageSize()));
            List<Outcome> outcomes = settled(claim, some, rewriter::settle);
            checkpoint(claim, claim.state().afterRetry(outcomes));
        }
    }

    private void checkpoint(Claim claim, PartitionState next) {
        retries.of(() -> {
            claim.save(next);
            return true;
        });
    }

    /** Goes through a partition looking at headers only. */
    void look(String partition, PartitionState beginning) {
        PartitionState state = beginning;
        try {
            while (!state.done()) {
                stop.check();
                RecordPage page = read(partition, state.position());
                List<Outcome> outcomes = new ArrayList<>(page.records().stream()
                        .map(rewriter::look)
                        .peek(tally::add)
                        .toList());
                outcomes.addAll(unreadable(partition, page));
                state = state.after(outcomes, page.next());
            }
        } finally {
            results.add(partition, state, true);
        }
    }

    private RecordPage read(String partition, Optional<String> position) {
        Supplier<RecordPage> reading = () -> settings.source().read(partition, position, settings.pageSize());
        RecordPage page = retries.of(reading);
        if (page.next().isPresent() && page.next().equals(position)) {
            throw new RecordSourceException(
                    ErrorCode.RECORD_SOURCE_UNUSABLE,
                    false,
                    "source '" + settings.source().name() + "' gives the same page of partition '" + partition
                            + "' again and again; mend its method read",
                    null);
        }
        return page;
    }

    private <T> List<Outcome> settled(Claim claim, List<T> items, Function<T, Outcome> work) {
        Outcome[] outcomes = new Outcome[items.size()];
        AtomicInteger next = new AtomicInteger();
        threads.forRecords(Math.min(settings.parallelism(), items.size()), () -> {
            for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                stop.check();
                claim.requireHeld();
                outcomes[i] = work.apply(items.get(i));
                tally.add(outcomes[i]);
            }
        });
        return new ArrayList<>(Arrays.asList(outcomes));
    }
}
