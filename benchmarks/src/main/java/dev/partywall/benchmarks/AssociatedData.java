package dev.partywall.benchmarks;

import dev.partywall.core.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What binds a record to its tenant, purpose and id, for the baselines that have no encryption context. */
final class AssociatedData {

    private AssociatedData() {}

    /** The pairs in the order of their names, each name and value after its length. */
    static byte[] of(TenantId tenant, String purpose, String recordId) {
        List<byte[]> texts = List.of(
                utf8("purpose"), utf8(purpose), utf8("record"), utf8(recordId), utf8("tenant"), utf8(tenant.value()));
        int size = 0;
        for (byte[] text : texts) {
            size += Short.BYTES + text.length;
        }
        ByteBuffer data = ByteBuffer.allocate(size);
        for (byte[] text : texts) {
            data.putShort((short) text.length).put(text);
        }
        return data.array();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
