@NullMarked
package dev.partywall.examples;

import org.jspecify.annotations.NullMarked;
