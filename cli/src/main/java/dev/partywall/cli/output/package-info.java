/** What commands print: tables for people, JSON for scripts, and how far long work has come. */
@NullMarked
package dev.partywall.cli.output;

import org.jspecify.annotations.NullMarked;
