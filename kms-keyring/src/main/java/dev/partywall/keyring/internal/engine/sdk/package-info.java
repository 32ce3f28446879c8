/** Not API: seals and opens messages with the AWS Encryption SDK; the reference for the other engine. */
@NullMarked
package dev.partywall.keyring.internal.engine.sdk;

import org.jspecify.annotations.NullMarked;
