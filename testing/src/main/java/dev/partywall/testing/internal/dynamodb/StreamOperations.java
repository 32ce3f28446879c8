package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabAccount;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the operations on streams ask IAM
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html).
 */
final class StreamOperations {

    private static final Set<String> BY_ARN = Set.of("DescribeStream", "GetShardIterator");

    private static final Pattern ARN = Pattern.compile(
            "(arn:aws:dynamodb:[a-z0-9-]+:([0-9]{12}):table/[a-zA-Z0-9_.-]{3,255}/stream/[A-Za-z0-9:.-]+)");

    /** A shard iterator begins with the stream's ARN. */
    private static final Pattern ITERATOR = Pattern.compile(ARN.pattern() + "\\|[^|]*\\|[A-Za-z0-9+/=]*");

    private final LabAccount home;

    StreamOperations(LabAccount home) {
        this.home = home;
    }

    /** What an operation of the streams' API asks. */
    Access access(String operation, Map<String, Object> request) {
        if (operation.equals("ListStreams")) {
            return Access.of(AccessCheck.of("dynamodb:ListStreams", "*", AccessKeys.of(Map.of())));
        } else if (BY_ARN.contains(operation)) {
            return onStream(operation, stream(ARN, "streamArn", request.get("StreamArn")));
        } else if (operation.equals("GetRecords")) {
            return onStream(operation, stream(ITERATOR, "shardIterator", request.get("ShardIterator")));
        }
        throw new IllegalArgumentException(operation);
    }

    /** Streams do not have the tags of their tables: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/abac-streams.html */
    private Access onStream(String operation, Matcher stream) {
        boolean foreign = !stream.group(2).equals(home.accountId());
        return Access.of(
                new AccessCheck("dynamodb:" + operation, stream.group(1), AccessKeys.of(Map.of()), List.of(), foreign));
    }

    private static Matcher stream(Pattern pattern, String member, @Nullable Object value) {
        Matcher matcher = pattern.matcher(DynamoDbJson.text(value)
                .orElseThrow(() -> RequestRefusedException.constraint(member, "null", "not be null")));
        if (!matcher.matches()) {
            throw RequestRefusedException.validation("Invalid " + member);
        }
        return matcher;
    }
}
