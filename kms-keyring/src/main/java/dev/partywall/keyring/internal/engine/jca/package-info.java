/** Not API: seals and opens messages with nothing but the Java Cryptography Architecture. */
@NullMarked
package dev.partywall.keyring.internal.engine.jca;

import org.jspecify.annotations.NullMarked;
