package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.internal.Pace;
import dev.partywall.lifecycle.internal.reencryption.Claiming.Claimed;
import dev.partywall.lifecycle.internal.reencryption.Claiming.Held;
import dev.partywall.lifecycle.internal.reencryption.Claiming.Settled;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import dev.partywall.lifecycle.reencryption.ReencryptionReport;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** One run of a re-encryption, from its first call to its report. Used once. */
final class Run {

    /** Each has a page in memory, and a call for its sign of life now and then. */
    private static final int MOST_PARTITIONS_AT_ONCE = 8;

    private final ReencryptionSettings settings;
    private final FreshKeys keys;
    private final Optional<String> only;
    private final Stop stop = new Stop();
    private final Retries retries;
    private final Tally tally = new Tally();
    private final RunResults results = new RunResults();
    private final Failures failures = new Failures();
    private final int lanes;
    private Optional<ProgressTeller> progress = Optional.empty();

    /** Over all partitions, or one. */
    Run(ReencryptionSettings settings, FreshKeys keys, Optional<String> only) {
        this.settings = settings;
        this.keys = keys;
        this.only = only;
        this.retries = new Retries(settings.attempts(), stop);
        this.lanes = Math.min(MOST_PARTITIONS_AT_ONCE, settings.parallelism());
    }

    /** Reads headers only. */
    ReencryptionReport look() {
        return conducted(threads -> {
            List<String> partitions = partitions();
            Versions versions = new Versions(settings, retries);
            results.begin(partitions.size(), versions.target());
            beginProgress(threads);
            PartitionWork work = work(threads, versions);
            each(threads, partitions, one -> work.look(one, PartitionState.beginning(versions.target())));
        });
    }

    /** Rewrites what has to be. */
    ReencryptionReport rewrite(Mode mode) {
        return conducted(threads -> {
            List<String> partitions = partitions();
            Versions versions = new Versions(settings, retries);
            keys.require(versions.target());
            results.begin(partitions.size(), versions.target());
            beginProgress(threads);
            PartitionWork work = work(threads, versions);
            Claims claims = new Claims(settings, mode, versions, retries, stop);
            Queue<Held> held = new ConcurrentLinkedQueue<>();
            each(threads, partitions, one -> take(claims.attempt(one), work, mode, held::add));
            each(
                    threads,
                    held,
                    one -> take(claims.await(one), work, mode, alive -> results.addHeld(alive.partition())));
        });
    }

    private ReencryptionReport conducted(Consumer<JobThreads> work) {
        try (JobThreads threads = new JobThreads(settings.tenant(), lanes, settings.parallelism(), stop)) {
            failures.run(() -> threads.conduct(() -> work.accept(threads)));
        }
        failures.throwFirstBut(Stop.Stopped.class);
        progress.ifPresent(ProgressTeller::end);
        return results.report();
    }

    private List<String> partitions() {
        List<String> all = retries.of(() -> Partitions.of(settings.source()));
        if (only.isEmpty()) {
            return all;
        }
        if (!all.contains(only.get())) {
            throw InvalidLifecycleSettingException.setting(
                    "partition", "the source has none of that name; take one of partitions()");
        }
        return List.of(only.get());
    }

    private void beginProgress(JobThreads threads) {
        progress = settings.progress().map(listener -> new ProgressTeller(listener, tally, estimate()));
        progress.ifPresent(teller -> teller.begin(threads, failures, stop));
    }

    /** A source that cannot tell how much there is to do may be able to do it. */
    private OptionalLong estimate() {
        try {
            return only.isPresent() ? OptionalLong.empty() : settings.source().estimatedRecords();
        } catch (RecordSourceException unknown) {
            return OptionalLong.empty();
        }
    }

    private PartitionWork work(JobThreads threads, Versions versions) {
        Optional<Pace> pace = settings.perSecond().stream().mapToObj(Pace::new).findFirst();
        RecordRewriter rewriter = new RecordRewriter(settings, versions, retries, pace, stop);
        return new PartitionWork(settings, rewriter, retries, stop, threads, tally, results);
    }

    private <T> void each(JobThreads threads, Collection<T> items, Consumer<T> work) {
        Queue<T> queue = new ConcurrentLinkedQueue<>(items);
        threads.forPartitions(Math.min(lanes, items.size()), () -> {
            for (T one = queue.poll(); one != null; one = queue.poll()) {
                stop.check();
                work.accept(one);
            }
        });
    }

    private void take(Claiming claiming, PartitionWork work, Mode mode, Consumer<Held> whenHeld) {
        if (claiming instanceof Claimed claimed) {
            work.run(claimed, mode);
        } else if (claiming instanceof Settled settled) {
            tally.add(settled.state().counts());
            results.add(settled.partition(), settled.state(), settled.reaches());
        } else if (claiming instanceof Held held) {
            whenHeld.accept(held);
        }
    }
}
