@NullMarked
package dev.partywall.examples.spark;

import org.jspecify.annotations.NullMarked;
