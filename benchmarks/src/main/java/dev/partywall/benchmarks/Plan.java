package dev.partywall.benchmarks;

import static dev.partywall.benchmarks.Contender.ENCRYPTION_SDK;
import static dev.partywall.benchmarks.Contender.PARTYWALL;
import static dev.partywall.benchmarks.Contender.PRIMITIVES;
import static dev.partywall.benchmarks.Contender.RAW_AES_GCM;
import static dev.partywall.benchmarks.JcaProvider.CORRETTO;
import static dev.partywall.benchmarks.JcaProvider.JDK;
import static dev.partywall.benchmarks.ThreadsTable.CROWD;
import static dev.partywall.benchmarks.ThreadsTable.ONE;
import static dev.partywall.benchmarks.ThreadsTable.TWO;

import java.util.ArrayList;
import java.util.List;

/**
 * What of sealing is measured on each JDK. Those that are compared run one after the other, so that a machine that grows
 * slower meets them alike.
 *
 * @param name how it is chosen
 * @param rounds what is measured, in this order
 */
record Plan(String name, List<Round> rounds) {

    private static final int SMALL = 128;
    private static final int KB = 1024;
    private static final int MB = KB * KB;

    /** What the claims need, and a point of each line of the plot: some sixteen minutes. */
    static final Plan SHORT = new Plan("short", shortRounds());

    /** Every contender at every size, with both providers, on one and on two threads: some hundred minutes. */
    static final Plan FULL = new Plan("full", fullRounds());

    Plan {
        rounds = List.copyOf(rounds);
    }

    /** What runs it. */
    String command() {
        String base = "./mvnw -q -Pbenchmark -DskipTests verify";
        return equals(SHORT) ? base : base + " -Dbenchmark.arguments=\"sealing " + name + "\"";
    }

    /** Contenders that are compared in this: encryption and decryption of each. */
    record Round(
            int size, int frameLength, JcaProvider provider, int threads, int tenants, List<Contender> contenders) {

        Round {
            contenders = List.copyOf(contenders);
        }

        private static Round of(int size, int frameLength, JcaProvider provider, List<Contender> contenders) {
            return new Round(size, frameLength, provider, ONE, 1, contenders);
        }

        private Round with(int otherThreads) {
            return new Round(size, frameLength, provider, otherThreads, tenants, contenders);
        }
    }

    private static List<Round> shortRounds() {
        List<Contender> few = List.of(PARTYWALL, ENCRYPTION_SDK, RAW_AES_GCM);
        List<Round> rounds = new ArrayList<>();
        rounds.add(Round.of(KB, Work.DEFAULT_FRAME, JDK, Contender.all()));
        rounds.add(Round.of(SMALL, Work.DEFAULT_FRAME, JDK, few));
        rounds.add(Round.of(16 * KB, 16 * KB, JDK, few));
        rounds.add(Round.of(MB, MB, JDK, few));
        rounds.add(Round.of(MB, Work.DEFAULT_FRAME, JDK, few));
        rounds.add(Round.of(KB, Work.DEFAULT_FRAME, CORRETTO, few));
        rounds.addAll(threads(List.of(PARTYWALL), List.of(TWO, CROWD)));
        return rounds;
    }

    private static List<Round> fullRounds() {
        List<Round> rounds = new ArrayList<>();
        for (JcaProvider provider : JcaProvider.values()) {
            for (int threads : List.of(ONE, TWO)) {
                rounds.add(Round.of(SMALL, Work.DEFAULT_FRAME, provider, Contender.all())
                        .with(threads));
                rounds.add(Round.of(KB, Work.DEFAULT_FRAME, provider, Contender.all())
                        .with(threads));
                rounds.add(Round.of(16 * KB, 16 * KB, provider, Contender.all()).with(threads));
                rounds.add(Round.of(MB, MB, provider, Contender.all()).with(threads));
                rounds.add(Round.of(MB, Work.DEFAULT_FRAME, provider, Contender.all())
                        .with(threads));
            }
        }
        // Two threads on one tenant are measured above.
        rounds.addAll(threads(List.of(PARTYWALL, PRIMITIVES, RAW_AES_GCM), List.of(CROWD)));
        return rounds;
    }

    /** One tenant that all threads want, and many tenants. */
    private static List<Round> threads(List<Contender> contenders, List<Integer> onOneTenant) {
        List<Round> rounds = new ArrayList<>();
        for (int threads : onOneTenant) {
            rounds.add(new Round(KB, Work.DEFAULT_FRAME, JDK, threads, 1, contenders));
        }
        for (int threads : List.of(ONE, TWO, CROWD)) {
            rounds.add(new Round(KB, Work.DEFAULT_FRAME, JDK, threads, ClaimsTable.MANY_TENANTS, contenders));
        }
        return rounds;
    }
}
