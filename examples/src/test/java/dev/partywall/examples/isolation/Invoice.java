package dev.partywall.examples.isolation;

/** What one tenant has of its own: the arguments of its calls. */
record Invoice(String tenant, String number) {}
