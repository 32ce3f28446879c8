/** The well-known mistakes in policies: each is caught by an isolation plan, and its correction holds. */
@NullMarked
package dev.partywall.testing.mistakes;

import org.jspecify.annotations.NullMarked;
