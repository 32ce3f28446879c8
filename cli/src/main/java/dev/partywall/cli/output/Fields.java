package dev.partywall.cli.output;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members of a JSON object, in the order in which they are added. */
public final class Fields {

    private final Map<String, Object> members = new LinkedHashMap<>();

    private Fields() {}

    /**
     * No members yet.
     *
     * @return the fields
     */
    public static Fields create() {
        return new Fields();
    }

    /**
     * One member more.
     *
     * @param name its name
     * @param value its value, as {@link Result#json} takes it
     * @return these fields
     */
    public Fields with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /**
     * All members of another object.
     *
     * @param others its members
     * @return these fields
     */
    public Fields withAll(Map<String, Object> others) {
        members.putAll(others);
        return this;
    }

    /**
     * The object.
     *
     * @return its members
     */
    public Map<String, Object> toMap() {
        return Collections.unmodifiableMap(members);
    }
}
