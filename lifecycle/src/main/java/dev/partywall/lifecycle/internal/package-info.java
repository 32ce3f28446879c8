/** Not API: may change in any release. */
@NullMarked
package dev.partywall.lifecycle.internal;

import org.jspecify.annotations.NullMarked;
