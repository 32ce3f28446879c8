/** Not API: reports as HTML. */
@NullMarked
package dev.partywall.testing.internal.report;

import org.jspecify.annotations.NullMarked;
