/** Not API: the branch key store, a DynamoDB table whose rows KMS unwraps. */
@NullMarked
package dev.partywall.keyring.internal.store;

import org.jspecify.annotations.NullMarked;
