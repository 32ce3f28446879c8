package dev.partywall.testing.internal.kms;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Making, describing, enabling, disabling and deleting keys. */
final class KeyOperations {

    private static final Page KEYS = new Page("Keys", 100, 1000);
    private static final int MAX_DESCRIPTION = 8192;
    static final int USUAL_WINDOW_DAYS = 30;

    private final KeyRegistry keys;
    private final KeyResolver resolver;

    KeyOperations(KeyRegistry keys) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
    }

    Map<String, KmsOperation> operations() {
        return Map.of(
                "CreateKey", this::createKey,
                "DescribeKey", this::describeKey,
                "ListKeys", this::listKeys,
                "UpdateKeyDescription", this::updateKeyDescription,
                "EnableKey", this::enableKey,
                "DisableKey", this::disableKey,
                "ScheduleKeyDeletion", this::scheduleKeyDeletion,
                "CancelKeyDeletion", this::cancelKeyDeletion);
    }

    private Map<String, ?> createKey(KmsRequest request) {
        requireSymmetric(request);
        String description = request.text("Description", 0, MAX_DESCRIPTION).orElse("");
        KeyPolicy policy = KeyPolicy.in(request).orElseGet(() -> KeyPolicy.ofAccount(keys.account()));
        Map<String, String> tags = KeyTags.in(request);
        KmsKey key = keys.create(description, policy);
        key.tag(tags);
        return new Answer().with("KeyMetadata", metadata(key)).map();
    }

    /** The lab has symmetric keys in one region, with material of KMS's own: all that envelope encryption needs. */
    private static void requireSymmetric(KmsRequest request) {
        requireOnly(request, "KeySpec", KmsKey.SPEC);
        requireOnly(request, "CustomerMasterKeySpec", KmsKey.SPEC);
        requireOnly(request, "KeyUsage", KmsKey.USAGE);
        requireOnly(request, "Origin", KmsKey.ORIGIN);
        if (request.flag("MultiRegion") || request.has("CustomKeyStoreId") || request.has("XksKeyId")) {
            throw KmsException.unsupported("The lab's KMS has neither multi-Region keys nor custom key stores.");
        }
    }

    private static void requireOnly(KmsRequest request, String member, String supported) {
        request.text(member).filter(value -> !value.equals(supported)).ifPresent(value -> {
            throw KmsException.unsupported(
                    "The lab's KMS has only " + member + " " + supported + ", not " + value + ".");
        });
    }

    private Map<String, ?> describeKey(KmsRequest request) {
        KmsKey key = resolver.anyReference(request, "KeyId");
        return new Answer().with("KeyMetadata", metadata(key)).map();
    }

    private Map<String, ?> metadata(KmsKey key) {
        KeyState state = key.state();
        return new Answer()
                .with("AWSAccountId", keys.account().accountId())
                .with("KeyId", key.id())
                .with("Arn", key.arn())
                .with("CreationDate", key.created())
                .with("Enabled", state == KeyState.ENABLED)
                .with("Description", key.description())
                .with("KeyUsage", KmsKey.USAGE)
                .with("KeyState", state.wireName())
                .with("DeletionDate", key.deletionDate())
                .with("Origin", KmsKey.ORIGIN)
                .with("KeyManager", "CUSTOMER")
                .with("CustomerMasterKeySpec", KmsKey.SPEC)
                .with("KeySpec", KmsKey.SPEC)
                .with("EncryptionAlgorithms", List.of(KmsKey.SPEC))
                .with("MultiRegion", false)
                .with("CurrentKeyMaterialId", key.currentMaterialId(keys.now()))
                .map();
    }

    private Map<String, ?> listKeys(KmsRequest request) {
        TreeMap<String, Map<String, ?>> entries = new TreeMap<>();
        keys.all()
                .forEach(key -> entries.put(
                        key.id(),
                        new Answer()
                                .with("KeyId", key.id())
                                .with("KeyArn", key.arn())
                                .map()));
        return KEYS.of(entries, request);
    }

    private Map<String, ?> updateKeyDescription(KmsRequest request) {
        String description = request.required("Description", 0, MAX_DESCRIPTION);
        resolver.keyReference(request, "KeyId").describe(description);
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> enableKey(KmsRequest request) {
        resolver.keyReference(request, "KeyId").enable(keys.now());
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> disableKey(KmsRequest request) {
        resolver.keyReference(request, "KeyId").disable(keys.now());
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> scheduleKeyDeletion(KmsRequest request) {
        Optional<Integer> window = request.number("PendingWindowInDays", 7, 30);
        int days = window.orElse(USUAL_WINDOW_DAYS);
        KmsKey key = resolver.keyReference(request, "KeyId");
        Instant date = key.scheduleDeletion(days, keys.now());
        return new Answer()
                .with("KeyId", key.arn())
                .with("DeletionDate", date)
                .with("KeyState", KeyState.PENDING_DELETION.wireName())
                .with("PendingWindowInDays", days)
                .map();
    }

    private Map<String, ?> cancelKeyDeletion(KmsRequest request) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        key.cancelDeletion();
        return new Answer().with("KeyId", key.arn()).map();
    }
}
