package dev.partywall.benchmarks;

import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What a benchmark ran on.
 *
 * @param version the JDK's version, such as {@code 17.0.15}
 * @param name the name and the build of its virtual machine
 */
record Jvm(String version, String name) {

    static Jvm of(BenchmarkParams params) {
        return new Jvm(params.getJdkVersion(), params.getVmName() + " " + params.getVmVersion());
    }

    /** Its feature release, such as 17. */
    int feature() {
        return Runtime.Version.parse(version).feature();
    }

    @Override
    public String toString() {
        return "JDK " + version + ", " + name;
    }
}
