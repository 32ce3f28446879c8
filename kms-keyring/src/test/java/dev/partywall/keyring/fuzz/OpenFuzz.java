package dev.partywall.keyring.fuzz;

import dev.partywall.keyring.internal.engine.EngineBench;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.SpecMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Any bytes as a message, with the branch key at hand. They do not open, unless they are the very message that was sealed. Given
 * data key, commitment and tags by a holder of the key, they open where the specification and the bound record let them.
 */
public final class OpenFuzz {

    private static final EngineBench BENCH = new EngineBench();
    private static final SpecMessage SECRETS = BENCH.secrets(1);

    private OpenFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        boolean opened = opens(data);
        try {
            MessageFields message = MessageFields.of(data);
            byte[] anew = SECRETS.authenticated(message).bytes();
            Fuzzing.require(opens(anew) == isForTheRecord(message), "authenticated anew: opened " + opens(anew));
            Fuzzing.require(!opened || isAuthentic(message, data), "opened what the key did not seal");
        } catch (IllegalArgumentException departs) {
            Fuzzing.require(!opened, "opened what departs from the format: " + departs.getMessage());
        }
    }

    private static boolean opens(byte[] data) {
        try {
            BENCH.open(data);
            return true;
        } catch (MessageRefused refused) {
            return false;
        }
    }

    private static boolean isForTheRecord(MessageFields message) {
        Map<String, String> stored = SpecMessage.stored(message.list());
        return EngineBench.TENANT.value().equals(stored.get("tenant"))
                && EngineBench.PURPOSE.equals(stored.get("purpose"))
                && !stored.containsKey("record")
                && Arrays.equals(
                        message.get("edk[0].info"), SECRETS.branchKeyId().getBytes(StandardCharsets.US_ASCII))
                && Arrays.equals(message.get("edk[0].ciphertext.version"), BENCH.version());
    }

    private static boolean isAuthentic(MessageFields message, byte[] data) {
        SpecMessage secrets = BENCH.secretsOf(data);
        return isForTheRecord(message)
                && Arrays.equals(
                        secrets.authenticated(message.withContents(secrets.open(message)))
                                .bytes(),
                        data);
    }
}
