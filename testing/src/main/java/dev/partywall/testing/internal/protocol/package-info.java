/** Not API: how the services word and shape errors. */
@NullMarked
package dev.partywall.testing.internal.protocol;

import org.jspecify.annotations.NullMarked;
