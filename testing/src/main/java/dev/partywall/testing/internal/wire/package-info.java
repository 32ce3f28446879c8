/** Not API: reading the JSON of requests, for services that are not particular about the words of their complaints. */
@NullMarked
package dev.partywall.testing.internal.wire;

import org.jspecify.annotations.NullMarked;
