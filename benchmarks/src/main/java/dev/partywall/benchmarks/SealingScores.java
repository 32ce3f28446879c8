package dev.partywall.benchmarks;

import static java.util.stream.Collectors.toCollection;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * How the contenders did on one JVM.
 *
 * @param jvm which one
 * @param scores of sealing and opening
 */
record SealingScores(Jvm jvm, List<Score> scores) {

    SealingScores {
        scores = List.copyOf(scores);
    }

    /** Those of each JVM, in the order in which they ran. */
    static List<SealingScores> byJvm(Collection<Score> scores) {
        List<Jvm> jvms = scores.stream().map(Score::jvm).distinct().toList();
        return jvms.stream()
                .map(jvm -> new SealingScores(
                        jvm,
                        scores.stream().filter(score -> score.jvm().equals(jvm)).toList()))
                .toList();
    }

    SortedSet<Work> works() {
        return scores.stream().map(Work::of).collect(toCollection(TreeSet::new));
    }

    Optional<Score> find(Work work, Contender contender) {
        return scores.stream()
                .filter(score -> Work.of(score).equals(work))
                .filter(score -> score.parameter("contender").equals(contender.name()))
                .findFirst();
    }

    /** A value of a contender's score; NaN if it was not measured. */
    double value(Work work, Contender contender, ToDoubleFunction<Score> value) {
        return find(work, contender).map(value::applyAsDouble).orElse(Double.NaN);
    }

    /** How much more than another a contender has of a value. */
    double ratio(Work work, Contender contender, Contender other, ToDoubleFunction<Score> value) {
        return value(work, contender, value) / value(work, other, value);
    }
}
