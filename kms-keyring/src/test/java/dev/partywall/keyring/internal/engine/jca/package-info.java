/** Tests. */
@NullMarked
package dev.partywall.keyring.internal.engine.jca;

import org.jspecify.annotations.NullMarked;
