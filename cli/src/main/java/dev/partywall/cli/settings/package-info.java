/** The operator's settings: read strictly from a file and options into values. */
@NullMarked
package dev.partywall.cli.settings;

import org.jspecify.annotations.NullMarked;
