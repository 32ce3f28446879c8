/** Not API: the holder of the bound tenant and how it is carried to other threads. */
@NullMarked
package dev.partywall.core.internal;

import org.jspecify.annotations.NullMarked;
