package dev.partywall.benchmarks;

import java.util.Map;

/** Scores that nobody measured. */
final class Scores {

    static final Jvm JDK_17 = new Jvm("17.0.15", "OpenJDK 64-Bit Server VM 17.0.15+6");
    static final Jvm JDK_25 = new Jvm("25.0.1", "OpenJDK 64-Bit Server VM 25.0.1+8");
    static final double UNMEASURED = Double.NaN;

    private Scores() {}

    /** Of something other than sealing. */
    static Score of(
            String operation,
            String method,
            Map<String, String> parameters,
            double micros,
            double mean,
            double allocated) {
        return new Score(JDK_17, 1, operation, method, parameters, micros, mean, allocated);
    }

    static Score sealing(Jvm jvm, Work work, Contender contender, double micros, double mean, double allocated) {
        Map<String, String> parameters = Map.of(
                "size", Integer.toString(work.size()),
                "frameLength", Integer.toString(work.frameLength()),
                "provider", work.provider().name(),
                "tenants", Integer.toString(work.tenants()),
                "contender", contender.name());
        return new Score(jvm, work.threads(), work.operation(), "seal", parameters, micros, mean, allocated);
    }

    static Score sealing(Work work, Contender contender, double micros) {
        return sealing(JDK_17, work, contender, micros, UNMEASURED, UNMEASURED);
    }
}
