package dev.partywall.benchmarks.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page about what a fleet costs, its tables made from the model: -Dpartywall.regenerate=true writes them. */
final class CapacityPageTest {

    private static final Path PAGE = Path.of("../docs/capacity.md");

    private static final String BEGIN = "<!-- The tables between these two lines are made by CapacityPageTest. -->\n";
    private static final String END = "<!-- End of the tables. -->\n";

    private static final Prices PRICES = Prices.LISTED;
    private static final Duration DEFAULT_TTL = Duration.ofMinutes(5);
    private static final double RECORDS_PER_HOUR = 10e6;

    /** What the page says of both. */
    private static final ProcessorTime TIME = new ProcessorTime(10, 1_500);

    /** Of a key in memory: see the builder of keyrings. */
    private static final int BYTES_PER_KEY = 2_048;

    @Test
    void page_always_saysWhatTheModelSays() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).as("the line %s", BEGIN).isGreaterThanOrEqualTo(BEGIN.length());
        assertThat(end).as("the line %s", END).isGreaterThanOrEqualTo(begin);
        String expected = page.substring(0, begin) + tables() + page.substring(end);
        if (Boolean.getBoolean("partywall.regenerate")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/capacity.md; write it anew with -Dpartywall.regenerate=true")
                .isEqualTo(expected);
    }

    private static String tables() {
        return assumptions() + byFleet() + byTimeToLive() + byLoad() + withoutCache();
    }

    private static String assumptions() {
        return String.format(
                Locale.ROOT,
                """

                Reckoned with: %,.0f records of 1 KB an hour in the whole fleet; a time to live of %d minutes, the default; %.0f µs of a
                processor for a record and %,.0f µs for a load; and prices as of %s: $%s for 10,000 KMS requests, $%s for a million
                DynamoDB read request units, $%s for a virtual processor for an hour.

                """,
                RECORDS_PER_HOUR,
                DEFAULT_TTL.toMinutes(),
                TIME.microsPerRecord(),
                TIME.microsPerLoad(),
                PRICES.asOf(),
                PRICES.kmsPerTenThousand(),
                PRICES.readsPerMillion(),
                PRICES.processorHour());
    }

    private static String byFleet() {
        StringBuilder table = new StringBuilder("""
                ## As nodes and tenants grow

                | nodes | active tenants | KMS requests a second | memory for keys in a node | KMS requests for a million records | DynamoDB reads | processor seconds | dollars |
                |--:|--:|--:|--:|--:|--:|--:|--:|
                """);
        for (int tenants : List.of(100, 10_000, 100_000)) {
            for (int nodes : List.of(1, 10, 100)) {
                Fleet fleet = new Fleet(nodes, tenants, RECORDS_PER_HOUR, DEFAULT_TTL);
                table.append(String.format(
                        Locale.ROOT,
                        "| %,d | %,d | %,.1f | %,.1f MB | %s |\n",
                        nodes,
                        tenants,
                        fleet.loadsPerHour() / 3_600,
                        (double) tenants * BYTES_PER_KEY / (1 << 20),
                        bill(Bill.of(fleet, TIME, PRICES))));
            }
        }
        return table + "\n";
    }

    private static String byTimeToLive() {
        StringBuilder table = new StringBuilder("""
                ## As the time to live grows

                10 nodes, 10,000 active tenants.

                | time to live | KMS requests a second | at most | KMS requests for a million records | DynamoDB reads | processor seconds | dollars |
                |--:|--:|--:|--:|--:|--:|--:|
                """);
        for (int minutes : List.of(1, 5, 15, 60, 24 * 60)) {
            Fleet fleet = new Fleet(10, 10_000, RECORDS_PER_HOUR, Duration.ofMinutes(minutes));
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.1f | %,.1f | %s |\n",
                    minutes < 60 ? minutes + " min" : minutes / 60 + " h",
                    fleet.loadsPerHour() / 3_600,
                    fleet.mostLoadsPerHour() / 3_600,
                    bill(Bill.of(fleet, TIME, PRICES))));
        }
        return table + "\n";
    }

    private static String byLoad() {
        StringBuilder table = new StringBuilder("""
                ## As the records grow

                10 nodes, 10,000 active tenants, the default time to live.

                | records an hour | KMS requests a second | KMS requests for a million records | DynamoDB reads | processor seconds | dollars |
                |--:|--:|--:|--:|--:|--:|
                """);
        for (double records : List.of(1e5, 1e6, 1e7, 1e8, 1e9)) {
            Fleet fleet = new Fleet(10, 10_000, records, DEFAULT_TTL);
            table.append(String.format(
                    Locale.ROOT,
                    "| %,.0f | %,.1f | %s |\n",
                    records,
                    fleet.loadsPerHour() / 3_600,
                    bill(Bill.of(fleet, TIME, PRICES))));
        }
        return table + "\n";
    }

    private static String withoutCache() {
        return String.format(Locale.ROOT, """
                ## Beside no cache at all

                A million records, each with a KMS request and a DynamoDB read of its own: $%,.2f.

                """, Bill.of(1e6, TIME, PRICES).dollars());
    }

    private static String bill(Bill bill) {
        return String.format(
                Locale.ROOT,
                "%,.0f | %,.0f | %,.1f | %,.4f",
                bill.kmsRequests(),
                bill.dynamoDbReads(),
                bill.processorSeconds(),
                bill.dollars());
    }
}
