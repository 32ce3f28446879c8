/** Not API: the lab's own AWS SDK clients. */
@NullMarked
package dev.partywall.testing.internal.clients;

import org.jspecify.annotations.NullMarked;
