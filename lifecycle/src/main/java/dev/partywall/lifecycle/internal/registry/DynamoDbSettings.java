package dev.partywall.lifecycle.internal.registry;

import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Where a registry's rows are, and how long a call may contend for them. */
public record DynamoDbSettings(String table, DynamoDbClient client, Clock clock, Duration patience) {}
