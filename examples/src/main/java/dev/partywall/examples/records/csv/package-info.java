/** The input: a CSV file, checked whole before anything else happens, then read again row by row. */
@NullMarked
package dev.partywall.examples.records.csv;

import org.jspecify.annotations.NullMarked;
