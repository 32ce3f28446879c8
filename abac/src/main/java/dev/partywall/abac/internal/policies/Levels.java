package dev.partywall.abac.internal.policies;

import dev.partywall.abac.AccessLevel;
import java.util.List;
import java.util.stream.Stream;

/** Actions by access level. */
final class Levels {

    private Levels() {}

    /** The actions of a level, in the order of their names. */
    static List<String> of(AccessLevel access, List<String> read, List<String> write) {
        Stream<String> reading = access.reads() ? read.stream() : Stream.empty();
        Stream<String> writing = access.writes() ? write.stream() : Stream.empty();
        return Stream.concat(reading, writing).distinct().sorted().toList();
    }

    /** The level as Sids end with it. */
    static String name(AccessLevel access) {
        return switch (access) {
            case READ -> "Read";
            case WRITE -> "Write";
            case READ_WRITE -> "ReadWrite";
        };
    }
}
