@NullMarked
package dev.partywall.testing.internal.http;

import org.jspecify.annotations.NullMarked;
