package dev.partywall.testing.internal.principals;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Things by name. Names that differ in case only cannot stand side by side
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). Safe for use by many threads.
 *
 * @param <T> the things; immutable
 */
public final class Registry<T> {

    private final ConcurrentSkipListMap<String, T> things = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Function<T, String> name;

    Registry(Function<T, String> name) {
        this.name = name;
    }

    /** The thing with exactly this name. */
    public Optional<T> find(String wanted) {
        return Optional.ofNullable(things.get(wanted))
                .filter(thing -> name.apply(thing).equals(wanted));
    }

    /** All, by name. */
    public List<T> all() {
        return List.copyOf(things.values());
    }

    /** Adds a thing, unless its name is taken. Returns whether it did. */
    public boolean add(T thing) {
        return things.putIfAbsent(name.apply(thing), thing) == null;
    }

    /** Changes a thing, if it is still there. */
    public void update(String wanted, UnaryOperator<T> change) {
        things.computeIfPresent(wanted, (unchanged, thing) -> change.apply(thing));
    }

    /** Removes a thing. */
    public void remove(String wanted) {
        things.remove(wanted);
    }
}
