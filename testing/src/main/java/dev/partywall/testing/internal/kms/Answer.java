package dev.partywall.testing.internal.kms;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Collects the members of an answer, in the types of the wire. */
final class Answer {

    private final Map<String, Object> members = new LinkedHashMap<>();

    Answer with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** Bytes travel in Base64. */
    Answer with(String name, byte[] value) {
        return with(name, Base64.getEncoder().encodeToString(value));
    }

    /** Dates travel as seconds since 1970, here to the millisecond. */
    Answer with(String name, Instant value) {
        return with(name, BigDecimal.valueOf(value.toEpochMilli(), 3));
    }

    Answer with(String name, Optional<Instant> value) {
        value.ifPresent(instant -> with(name, instant));
        return this;
    }

    Map<String, Object> map() {
        return members;
    }
}
