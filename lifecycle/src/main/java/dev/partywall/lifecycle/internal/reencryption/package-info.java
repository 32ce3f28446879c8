/** How a re-encryption runs. Not API. */
@NullMarked
package dev.partywall.lifecycle.internal.reencryption;

import org.jspecify.annotations.NullMarked;
