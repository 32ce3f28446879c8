package dev.partywall.benchmarks.capacity;

/**
 * What work takes of a processor.
 *
 * @param microsPerRecord to seal or to open a record
 * @param microsPerLoad to load a branch key: two requests and their answers
 */
public record ProcessorTime(double microsPerRecord, double microsPerLoad) {}
