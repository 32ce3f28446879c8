/** Runnable programs, each run by a test. */
@NullMarked
package dev.partywall.examples;

import org.jspecify.annotations.NullMarked;
