package dev.partywall.keyring.fuzz;

import dev.partywall.keyring.internal.engine.EngineBench;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.SpecMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what fuzzing begins with: well-formed messages of every form, their headers, their bodies. */
public final class CorpusSeeds {

    private CorpusSeeds() {}

    /** Into folders for the targets, in the folder given. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        for (Map.Entry<String, MessageFields> seed : seeds().entrySet()) {
            MessageFields message = seed.getValue();
            byte[] header = new MessageFields(message.header()).bytes();
            byte[] body = new MessageFields(message.body()).bytes();
            byte[] head = ByteBuffer.allocate(5)
                    .put((byte) (message.field("content-type").number() == 2 ? 0 : 1))
                    .put(message.get("frame-size"))
                    .array();
            write(folder.resolve("header"), seed.getKey(), header);
            write(
                    folder.resolve("body"),
                    seed.getKey(),
                    ByteBuffer.allocate(head.length + body.length)
                            .put(head)
                            .put(body)
                            .array());
            write(folder.resolve("open"), seed.getKey(), message.bytes());
        }
    }

    private static Map<String, MessageFields> seeds() {
        SpecMessage secrets = new EngineBench().secrets(1);
        Map<String, String> plain = EngineBench.stored(Map.of());
        Map<String, String> pairs = EngineBench.stored(Map.of("schema", "v3", "größe", "é", "empty", ""));
        Map<String, MessageFields> seeds = new LinkedHashMap<>();
        seeds.put("seed-empty", secrets.framed(plain, 4096, new byte[0]));
        seeds.put("seed-one-frame", secrets.framed(plain, 4096, EngineBench.bytes(1, 20)));
        seeds.put("seed-three-frames", secrets.framed(pairs, 16, EngineBench.bytes(1, 40)));
        seeds.put("seed-full-frames", secrets.framed(pairs, 16, EngineBench.bytes(1, 48)));
        seeds.put("seed-frames-of-one", secrets.framed(plain, 1, EngineBench.bytes(1, 4)));
        seeds.put("seed-large-frame", secrets.framed(plain, Integer.MAX_VALUE, EngineBench.bytes(1, 20)));
        seeds.put("seed-not-framed", secrets.nonFramed(pairs, EngineBench.bytes(1, 40)));
        seeds.put("seed-not-framed-empty", secrets.nonFramed(plain, new byte[0]));
        seeds.put("seed-no-context", secrets.framed(Map.of(), 4096, EngineBench.bytes(1, 20)));
        return seeds;
    }

    private static void write(Path folder, String name, byte[] bytes) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(name), bytes);
    }
}
