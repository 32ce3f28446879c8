package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.wire.Gap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The attributes of queues that clients set
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html).
 */
final class QueueAttributes {

    static final String POLICY = "Policy";
    static final String FIFO = "FifoQueue";
    static final String DEDUPLICATION = "ContentBasedDeduplication";

    /** Numbers: least, most, usual. */
    private static final Map<String, int[]> NUMBERS = Map.of(
            "DelaySeconds", new int[] {0, 900, 0},
            "MaximumMessageSize", new int[] {1024, 1_048_576, 1_048_576},
            "MessageRetentionPeriod", new int[] {60, 1_209_600, 345_600},
            "ReceiveMessageWaitTimeSeconds", new int[] {0, 20, 0},
            "VisibilityTimeout", new int[] {0, 43_200, 30},
            "KmsDataKeyReusePeriodSeconds", new int[] {60, 86_400, 300});

    private static final Set<String> FLAGS = Set.of(FIFO, DEDUPLICATION, "SqsManagedSseEnabled");

    private static final Set<String> NOT_SERVED =
            Set.of("RedrivePolicy", "RedriveAllowPolicy", "DeduplicationScope", "FifoThroughputLimit");

    /** Under another key AWS asks for kms:GenerateDataKey and kms:Decrypt as well. */
    private static final Set<String> MANAGED_KEYS = Set.of("", "alias/aws/sqs");

    private QueueAttributes() {}

    /** Tells what of these attributes the lab does not model, by throwing it. */
    static void requireServed(String action, Map<String, String> attributes) {
        for (String name : NOT_SERVED) {
            if (!attributes.getOrDefault(name, "").isEmpty()) {
                throw new Gap(action, "the queue attribute " + name + " is not modelled");
            }
        }
        if (!MANAGED_KEYS.contains(attributes.getOrDefault("KmsMasterKeyId", ""))) {
            throw new Gap(action, "KmsMasterKeyId: queues under customer managed keys are not modelled");
        }
    }

    /** Refuses attributes that there are not, and values that they cannot have. */
    static void check(Map<String, String> attributes) {
        attributes.forEach((name, value) -> {
            if (!isKnown(name)) {
                throw SqsErrors.attributeName(name);
            }
            if (!isPossible(name, value)) {
                throw SqsErrors.attributeValue(name);
            }
        });
    }

    private static boolean isKnown(String name) {
        return NUMBERS.containsKey(name)
                || FLAGS.contains(name)
                || NOT_SERVED.contains(name)
                || name.equals(POLICY)
                || name.equals("KmsMasterKeyId");
    }

    private static boolean isPossible(String name, String value) {
        int[] bounds = NUMBERS.get(name);
        if (bounds != null) {
            return value.matches("[0-9]{1,9}")
                    && Integer.parseInt(value) >= bounds[0]
                    && Integer.parseInt(value) <= bounds[1];
        }
        return !FLAGS.contains(name) || value.equals("true") || value.equals("false");
    }

    /** What a queue has that was told nothing. */
    static Map<String, String> usual() {
        Map<String, String> usual = new TreeMap<>();
        NUMBERS.forEach((name, bounds) -> usual.put(name, Integer.toString(bounds[2])));
        usual.remove("KmsDataKeyReusePeriodSeconds");
        usual.put("SqsManagedSseEnabled", "true");
        return usual;
    }
}
