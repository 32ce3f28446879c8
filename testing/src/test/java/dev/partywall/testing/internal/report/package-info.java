@NullMarked
package dev.partywall.testing.internal.report;

import org.jspecify.annotations.NullMarked;
