@NullMarked
package dev.partywall.testing.internal;

import org.jspecify.annotations.NullMarked;
