/** Not API: seals and opens messages with the AWS Encryption SDK. */
@NullMarked
package dev.partywall.keyring.internal.engine;

import org.jspecify.annotations.NullMarked;
