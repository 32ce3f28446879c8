/** Not API: faults made on purpose. */
@NullMarked
package dev.partywall.testing.internal.faults;

import org.jspecify.annotations.NullMarked;
