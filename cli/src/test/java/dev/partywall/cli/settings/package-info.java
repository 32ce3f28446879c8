/** Tests of settings. */
@NullMarked
package dev.partywall.cli.settings;

import org.jspecify.annotations.NullMarked;
