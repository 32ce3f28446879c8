/** Not API: where the records of tenants are kept. */
@NullMarked
package dev.partywall.lifecycle.internal.registry;

import org.jspecify.annotations.NullMarked;
