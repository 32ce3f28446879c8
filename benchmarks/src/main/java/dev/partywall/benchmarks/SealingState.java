package dev.partywall.benchmarks;

import java.util.Random;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A warm service: the branch key is in every cache before the first measured operation, so no operation that is measured
 * calls AWS.
 */
@State(Scope.Benchmark)
public class SealingState {

    static final String RECORD = "invoice-4711";

    /** Bytes of plaintext. */
    @Param({"128", "1024", "16384", "1048576"})
    int size;

    final SealingLab lab = new SealingLab();
    final PartywallSealing partywall = lab.partywall();
    final EncryptionSdkSealing encryptionSdk = lab.encryptionSdk();
    final RawAesGcmSealing rawAesGcm = lab.rawAesGcm();

    byte[] plaintext = {};
    byte[] partywallMessage = {};
    byte[] encryptionSdkMessage = {};
    byte[] rawAesGcmMessage = {};

    /** Starts AWS in this JVM and creates the tenant's branch key. */
    public SealingState() {}

    /** Seals and opens one record each way. */
    @Setup
    public void warmUp() {
        plaintext = new byte[size];
        new Random(size).nextBytes(plaintext);
        partywallMessage = warmUp(partywall);
        encryptionSdkMessage = warmUp(encryptionSdk);
        rawAesGcmMessage = warmUp(rawAesGcm);
    }

    /** Opening as well: the key store reads the version of a message apart from the active one. */
    private byte[] warmUp(Sealing sealing) {
        byte[] message = sealing.encrypt(plaintext, RECORD);
        sealing.decrypt(message, RECORD);
        return message;
    }

    /** Ends the AWS in this JVM. */
    @TearDown
    public void close() {
        lab.close();
    }
}
