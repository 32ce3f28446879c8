/** The operators' command line: what {@link dev.partywall.lifecycle.TenantLifecycle} does, from a shell. */
@NullMarked
package dev.partywall.cli;

import org.jspecify.annotations.NullMarked;
