/** Re-encryption: a tenant's records are rewritten under the newest version of its branch key, wherever they are stored. */
@NullMarked
package dev.partywall.lifecycle.reencryption;

import org.jspecify.annotations.NullMarked;
