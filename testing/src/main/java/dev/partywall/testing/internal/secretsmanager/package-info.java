/** Not API: Secrets Manager. */
@NullMarked
package dev.partywall.testing.internal.secretsmanager;

import org.jspecify.annotations.NullMarked;
