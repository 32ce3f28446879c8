/** Not API: DynamoDB Local behind the front door. */
@NullMarked
package dev.partywall.testing.internal.dynamodb;

import org.jspecify.annotations.NullMarked;
