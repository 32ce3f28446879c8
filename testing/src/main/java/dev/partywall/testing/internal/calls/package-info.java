/** Not API: the record of calls. */
@NullMarked
package dev.partywall.testing.internal.calls;

import org.jspecify.annotations.NullMarked;
