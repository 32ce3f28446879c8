package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.CallSubject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells what a request is about, without judging it: what is wrong with it comes out when it is performed. */
final class KmsSubjects {

    private final KeyRegistry keys;
    private final KeyResolver resolver;
    private final BlobSeal seal;

    KmsSubjects(KeyRegistry keys, BlobSeal seal) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
        this.seal = seal;
    }

    CallSubject of(KmsRequest request) {
        return CallSubject.ofKeys(keyArns(request), contexts(request));
    }

    private List<String> keyArns(KmsRequest request) {
        Stream<Optional<KmsKey>> members = Stream.of(
                ciphertextKey(request),
                resolver.leniently(request, "SourceKeyId"),
                resolver.leniently(request, "KeyId"),
                resolver.leniently(request, "TargetKeyId"),
                resolver.leniently(request, "DestinationKeyId"));
        return members.flatMap(Optional::stream).map(KmsKey::arn).distinct().toList();
    }

    private Optional<KmsKey> ciphertextKey(KmsRequest request) {
        if (!request.has("CiphertextBlob")) {
            return Optional.empty();
        }
        try {
            byte[] blob = request.blob("CiphertextBlob", 1, Integer.MAX_VALUE);
            return keys.find(seal.unwrap(blob).keyId());
        } catch (KmsException e) {
            return Optional.empty();
        }
    }

    private static List<Map<String, String>> contexts(KmsRequest request) {
        return Stream.of("EncryptionContext", "SourceEncryptionContext", "DestinationEncryptionContext")
                .map(member -> pairs(request, member))
                .filter(pairs -> !pairs.isEmpty())
                .toList();
    }

    private static Map<String, String> pairs(KmsRequest request, String member) {
        try {
            return request.pairs(member);
        } catch (KmsException e) {
            return Map.of();
        }
    }
}
