package dev.partywall.lifecycle.reencryption;

/**
 * A row of a job's memory.
 *
 * @param key what it is of
 * @param version how often it was stored; 0 for one that never was
 * @param text what the job remembers: at most 390,000 printable ASCII characters; keys of records that failed, but no secrets
 */
public record JobEntry(JobKey key, long version, String text) {}
