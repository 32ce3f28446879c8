package dev.partywall.testing.internal.sts;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.Deflater;

/**
 * How much of the room for session policies and tags a session takes, as a percentage
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 *
 * <p>AWS packs them into a binary format that it does not publish. The lab <b>estimates</b>: policy, ARNs and tags,
 * inherited ones too, one after the other, compressed by DEFLATE, as a share of {@value #ROOM} bytes. So a session near the
 * limit may fit in AWS and not in the lab, or the other way round.
 */
final class PackedSize {

    private static final int ROOM = 2048;

    private PackedSize() {}

    /** The percentage, rounded up; empty without policies and tags. */
    static OptionalInt of(SessionPolicies policies, Map<String, String> tags) {
        StringBuilder plain = new StringBuilder(policies.text().orElse(""));
        policies.arns().forEach(arn -> plain.append('\0').append(arn));
        tags.forEach((key, value) -> plain.append('\0').append(key).append('\0').append(value));
        if (plain.isEmpty()) {
            return OptionalInt.empty();
        }
        int bytes = deflated(plain.toString().getBytes(StandardCharsets.UTF_8));
        int percent = (bytes * 100 + ROOM - 1) / ROOM;
        if (percent > 100) {
            throw StsException.packedPolicyTooLarge(
                    (policies.text().isPresent() ? "Packed policy consumes " : "Packed size of session tags consumes ")
                            + percent + "% of allotted space, please use smaller policy.");
        }
        return OptionalInt.of(percent);
    }

    private static int deflated(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(plain);
        deflater.finish();
        byte[] chunk = new byte[1024];
        int total = 0;
        while (!deflater.finished()) {
            total += deflater.deflate(chunk);
        }
        deflater.end();
        return total;
    }
}
