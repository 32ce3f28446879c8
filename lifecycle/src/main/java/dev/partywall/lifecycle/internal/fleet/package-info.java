/** Not API: what this JVM knows of the tenants. */
@NullMarked
package dev.partywall.lifecycle.internal.fleet;

import org.jspecify.annotations.NullMarked;
