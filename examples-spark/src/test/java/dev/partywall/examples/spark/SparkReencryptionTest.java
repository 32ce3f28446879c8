package dev.partywall.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.examples.spark.PartitionTask.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SparkReencryptionTest {

    @Test
    void run_partitionsAsTasks_leavesEveryInvoiceUnderTheNewestVersion() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        SparkReencryption.Result result = SparkReencryption.run(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(result.first()).hasSize(4).allSatisfy(outcome -> {
            assertThat(outcome.complete()).isTrue();
            assertThat(outcome.rewritten()).isEqualTo(250).isEqualTo(outcome.read());
            assertThat(outcome.failed()).isZero();
        });
        assertThat(result.second()).extracting(Outcome::partition).hasSize(4);
        assertThat(result.versions()).isEqualTo(Map.of(result.newest(), SparkReencryption.INVOICES));
        assertThat(result.others().values()).containsExactly(SparkReencryption.INVOICES);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("1000 invoices", "rewritten=250");
    }
}
