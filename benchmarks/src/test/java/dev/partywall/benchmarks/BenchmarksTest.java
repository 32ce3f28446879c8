package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** JMH itself, in this JVM and once each, so the numbers mean nothing. */
final class BenchmarksTest {

    @Test
    void report_ofARun_comparesTimeAndAllocation() throws Exception {
        Collection<RunResult> results =
                run("-f 0 -bm ss -wi 0 -i 3 -p size=128 -p contender=PARTYWALL,ENCRYPTION_SDK,PRIMITIVES,RAW_AES_GCM"
                        + " -prof gc -v SILENT EncryptBenchmark");

        assertThat(Benchmarks.report(results).lines())
                .filteredOn(line -> line.startsWith("| encrypt | 128 B | JDK |"))
                .hasSize(4)
                .allMatch(line -> line.matches("(\\| [^|]+ ){4}\\| [0-9,.]+ \\([0-9,.]+\\) (\\| [0-9,.]+ ){5}\\|"));
        assertThat(results)
                .map(result -> Score.of(result).orElseThrow())
                .as("the first iteration is the slowest by far")
                .allMatch(score -> score.micros() < score.mean());
    }

    @Test
    void report_ofDecisions_comparesThemWithJavaByHand() throws Exception {
        String report = Benchmarks.report(run("-f 0 -bm ss -wi 0 -i 1 -prof gc -v SILENT DecideBenchmark"));

        assertThat(report.lines())
                .filteredOn(line -> line.contains("_DENIED | ") || line.contains("| ALLOWED | "))
                .hasSize(6)
                .allMatch(line ->
                        line.matches("\\| \\w+ \\| (IDENTITY|LAYERS)( \\| [0-9,.]+(?: \\([0-9,.]+\\))?){7} \\|"));
        assertThat(report).doesNotContain("Encryption SDK");
    }

    @Test
    void report_ofCalls_saysHowMuchAScopeCosts() throws Exception {
        String report = Benchmarks.report(run("-f 0 -bm ss -wi 0 -i 1 -prof gc -v SILENT CallBenchmark"));

        assertThat(report.lines())
                .filteredOn(line -> line.contains("SYNC | "))
                .hasSize(2)
                .allMatch(line -> line.matches("\\| A?SYNC( \\| -?[0-9,.]+(?: \\([0-9,.]+\\))?){7} \\|"));
    }

    @Test
    void report_withoutAverageTimes_saysWhyThereIsNoTable() {
        assertThat(Benchmarks.report(List.of())).startsWith("No table");
    }

    private static Collection<RunResult> run(String arguments) throws RunnerException, CommandLineOptionException {
        return new Runner(new CommandLineOptions(arguments.split(" "))).run();
    }
}
