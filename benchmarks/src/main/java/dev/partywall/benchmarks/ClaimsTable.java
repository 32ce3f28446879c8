package dev.partywall.benchmarks;

import static dev.partywall.benchmarks.Figures.number;
import static dev.partywall.benchmarks.Figures.row;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is claimed of Partywall's speed, beside what the same run measured, in Markdown. */
final class ClaimsTable {

    private static final String HEAD = """
            | claim | operation | needed | measured | |
            |---|---|--:|--:|---|
            """;

    private static final int KB = 1024;
    private static final int MB = KB * KB;
    static final int MANY_TENANTS = 1_000;

    private final SealingScores scores;

    ClaimsTable(SealingScores scores) {
        this.scores = scores;
    }

    String markdown() {
        return claims().stream().map(ClaimsTable::line).collect(Collectors.joining("", HEAD, ""));
    }

    /** Whether a value is enough, and what enough is. */
    record Claim(String text, String operation, boolean atLeast, double needed, double measured) {

        String verdict() {
            if (Double.isNaN(measured)) {
                return "not measured";
            }
            boolean held = atLeast ? measured >= needed : measured <= needed;
            return held ? "held" : "**missed**";
        }
    }

    private static String line(Claim claim) {
        return row(
                claim.text(),
                claim.operation(),
                (claim.atLeast() ? "≥ " : "≤ ") + number(2, claim.needed()),
                number(2, claim.measured()),
                claim.verdict());
    }

    List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (String operation : List.of("encrypt", "decrypt")) {
            small(operation, claims);
            large(operation, claims);
            threads(operation, claims);
        }
        return claims;
    }

    private void small(String operation, List<Claim> claims) {
        Work work = Work.plain(operation, KB, Work.DEFAULT_FRAME);
        claims.add(atLeast(
                "1 KB: throughput of the Encryption SDK",
                operation,
                scores.jvm().feature() < 25 ? 5.5 : 6,
                scores.ratio(work, Contender.PARTYWALL, Contender.ENCRYPTION_SDK, Score::perSecond)));
        claims.add(atMost(
                "1 KB: time of its primitives, bare",
                operation,
                1.15,
                scores.ratio(work, Contender.PARTYWALL, Contender.PRIMITIVES, Score::micros)));
        claims.add(atMost(
                "1 KB: bytes that the Encryption SDK allocates",
                operation,
                0.1,
                scores.ratio(work, Contender.PARTYWALL, Contender.ENCRYPTION_SDK, Score::allocated)));
        claims.add(atLeast(
                "1 KB, data keys reused: throughput of the Encryption SDK",
                operation,
                10,
                scores.ratio(work, Contender.PARTYWALL_REUSE, Contender.ENCRYPTION_SDK, Score::perSecond)));
    }

    private void large(String operation, List<Claim> claims) {
        claims.add(besideRaw("16 KB in one frame", operation, 16 * KB, 16 * KB, 1.7));
        claims.add(besideRaw("1 MB in one frame", operation, MB, MB, 1.15));
        claims.add(besideRaw("1 MB in frames of the default length", operation, MB, Work.DEFAULT_FRAME, 1.15));
    }

    private Claim besideRaw(String record, String operation, int size, int frameLength, double needed) {
        Work work = Work.plain(operation, size, frameLength);
        double ratio = scores.ratio(work, Contender.PARTYWALL, Contender.RAW_AES_GCM, Score::micros);
        return atMost(record + ": time of raw AES-GCM", operation, needed, ratio);
    }

    private void threads(String operation, List<Claim> claims) {
        for (int tenants : List.of(1, MANY_TENANTS)) {
            Work one = new Work(operation, KB, Work.DEFAULT_FRAME, JcaProvider.JDK, ThreadsTable.ONE, tenants);
            String who = "1 KB, " + number(0, tenants) + (tenants == 1 ? " tenant: " : " tenants: ");
            double two = perSecond(one.with(ThreadsTable.TWO));
            double crowd = perSecond(one.with(ThreadsTable.CROWD));
            claims.add(atLeast(who + "throughput of 2 threads, by that of 1", operation, 1.8, two / perSecond(one)));
            claims.add(atLeast(who + "throughput of 8 threads, by that of 2", operation, 0.95, crowd / two));
        }
    }

    private double perSecond(Work work) {
        return scores.value(work, Contender.PARTYWALL, Score::perSecond);
    }

    private static Claim atLeast(String text, String operation, double needed, double measured) {
        return new Claim(text, operation, true, needed, measured);
    }

    private static Claim atMost(String text, String operation, double needed, double measured) {
        return new Claim(text, operation, false, needed, measured);
    }
}
