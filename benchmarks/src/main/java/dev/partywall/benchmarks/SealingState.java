package dev.partywall.benchmarks;

import dev.partywall.core.TenantId;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A warm service: each tenant's branch key is in every cache before the first measured operation, so no operation that is
 * measured calls AWS.
 */
@State(Scope.Benchmark)
public class SealingState {

    static final String RECORD = "invoice-4711";

    /** Bytes of plaintext. */
    @Param({"128", "1024", "16384", "1048576"})
    int size;

    /** Bytes of plaintext in a frame, for those that have frames. */
    @Param("4096")
    int frameLength;

    /** Between how many tenants each thread goes round. */
    @Param("1")
    int tenants;

    /** Who seals. */
    @Param
    Contender contender = Contender.PARTYWALL;

    /** By whose cryptography. */
    @Param("JDK")
    JcaProvider provider = JcaProvider.JDK;

    byte[] plaintext = {};
    byte[][] messages = {};
    private Sealing[] sealings = {};
    private @Nullable SealingLab lab;

    /** For JMH. */
    public SealingState() {}

    /** Makes the contender, and seals and opens one record of each tenant. */
    @Setup
    public void warmUp() {
        provider.install();
        lab = new SealingLab(frameLength);
        plaintext = new byte[size];
        new Random(size).nextBytes(plaintext);
        sealings = new Sealing[tenants];
        messages = new byte[tenants][];
        for (int tenant = 0; tenant < tenants; tenant++) {
            sealings[tenant] = lab.sealing(contender, TenantId.of("tenant-" + tenant));
            messages[tenant] = encrypt(tenant);
            // Opening as well: the key store reads the version of a message apart from the active one.
            sealings[tenant].decrypt(messages[tenant], RECORD);
        }
    }

    byte[] encrypt(int tenant) {
        return sealings[tenant].encrypt(plaintext, RECORD);
    }

    byte[] decrypt(int tenant) {
        return sealings[tenant].decrypt(messages[tenant], RECORD);
    }

    /** How many calls reached KMS and DynamoDB so far. */
    int awsCalls() {
        return lab == null ? 0 : lab.awsCalls();
    }

    /** Ends what {@link #warmUp} began. */
    @TearDown
    public void close() {
        if (lab != null) {
            lab.close();
        }
        provider.uninstall();
    }
}
