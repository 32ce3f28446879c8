package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Translates between the ARNs of the lab and those of DynamoDB Local, which has a region and account of its own. */
final class LocalArns {

    private static final String LOCAL = "arn:aws:dynamodb:ddblocal:000000000000:";

    private static final Set<String> STREAM_MEMBERS = Set.of("StreamArn", "ExclusiveStartStreamArn", "ShardIterator");

    /** The answers that have ARNs in them, and no items. */
    private static final Set<String> DESCRIBING =
            Set.of("CreateTable", "DeleteTable", "DescribeTable", "UpdateTable", "ListStreams", "DescribeStream");

    private static final Set<String> STREAMING = Set.of("GetShardIterator", "GetRecords");

    private final String home;

    LocalArns(LabAccount home) {
        this.home = home.arn("dynamodb", "");
    }

    /** A request with the ARNs of streams as DynamoDB Local knows them. It takes ARNs of tables as they are. */
    Map<String, Object> toLocal(Map<String, Object> request) {
        Map<String, Object> local = new HashMap<>(request);
        for (String member : STREAM_MEMBERS) {
            if (request.get(member) instanceof String arn && arn.startsWith(home)) {
                local.put(member, LOCAL + arn.substring(home.length()));
            }
        }
        return local;
    }

    /** An answer with the lab's ARNs. */
    LabResponse fromLocal(String operation, LabResponse response) {
        boolean describing = DESCRIBING.contains(operation);
        if (!describing && !STREAMING.contains(operation)) {
            return response;
        }
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return withBody(response, describing ? text.replace(LOCAL, home) : iterators(text));
    }

    /** An item cannot have a text where the next iterator has it: its attributes have types. */
    private String iterators(String text) {
        return text.replace("ShardIterator\":\"" + LOCAL, "ShardIterator\":\"" + home);
    }

    private static LabResponse withBody(LabResponse response, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> {
            if (!name.toLowerCase(Locale.ROOT).equals("x-amz-crc32")) {
                headers.put(name, value);
            }
        });
        headers.put("x-amz-crc32", DynamoDbService.PROTOCOL.headers(body).getOrDefault("x-amz-crc32", ""));
        return response.errorCode()
                .map(code -> LabResponse.error(response.status(), headers, body, code))
                .orElseGet(() -> LabResponse.success(response.status(), headers, body));
    }
}
