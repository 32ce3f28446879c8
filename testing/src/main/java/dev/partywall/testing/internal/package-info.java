/** Not API: how a request goes through the lab, from the front door to a service and back. */
@NullMarked
package dev.partywall.testing.internal;

import org.jspecify.annotations.NullMarked;
