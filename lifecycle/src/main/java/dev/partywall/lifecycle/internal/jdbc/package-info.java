/** Not API: how connections are borrowed, and what failures of databases mean. */
@NullMarked
package dev.partywall.lifecycle.internal.jdbc;

import org.jspecify.annotations.NullMarked;
