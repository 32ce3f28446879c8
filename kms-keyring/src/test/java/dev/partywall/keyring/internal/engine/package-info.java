/** Tests. */
@NullMarked
package dev.partywall.keyring.internal.engine;

import org.jspecify.annotations.NullMarked;
