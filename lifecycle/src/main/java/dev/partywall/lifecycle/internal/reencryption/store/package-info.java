/** Where re-encryptions keep what they remember. Not API. */
@NullMarked
package dev.partywall.lifecycle.internal.reencryption.store;

import org.jspecify.annotations.NullMarked;
