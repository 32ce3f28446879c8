/** The tests of docs/testing-isolation.md. */
@NullMarked
package dev.partywall.examples.isolation;

import org.jspecify.annotations.NullMarked;
