package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantId;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes fixtures apart and puts them together anew. Only records have parts. */
final class FixtureParts {

    private FixtureParts() {}

    /** An own fixture with one part of the other tenant's, for each part that differs; by the part's name. */
    static <F> Map<String, F> mixed(F own, F foreign) {
        Map<String, F> mixed = new LinkedHashMap<>();
        List<RecordComponent> components = components(own);
        for (int i = 0; components.size() > 1 && i < components.size(); i++) {
            @Nullable Object[] parts = parts(own);
            Object theirs = parts(foreign)[i];
            if (!Objects.deepEquals(parts[i], theirs)) {
                String name = components.get(i).getName();
                parts[i] = theirs;
                assemble(own, parts).ifPresent(fixture -> mixed.put(name, fixture));
            }
        }
        return mixed;
    }

    /** A fixture with its tenant's id rewritten within every text; empty if no text holds it or none may be so. */
    static <F> Optional<F> rewritten(F fixture, TenantId tenant, UnaryOperator<String> rewriting) {
        @Nullable Object[] parts = parts(fixture);
        boolean changed = false;
        for (int i = 0; i < parts.length; i++) {
            Object rewritten = rewrite(parts[i], tenant.value(), rewriting);
            changed |= !Objects.equals(rewritten, parts[i]);
            parts[i] = rewritten;
        }
        return changed ? assemble(fixture, parts) : Optional.empty();
    }

    private static @Nullable Object rewrite(@Nullable Object part, String id, UnaryOperator<String> rewriting) {
        if (part instanceof String text && text.contains(id)) {
            return text.replace(id, rewriting.apply(id));
        } else if (part instanceof TenantId tenant && tenant.value().equals(id)) {
            String other = rewriting.apply(id);
            return TenantId.isValid(other) ? TenantId.of(other) : part;
        } else if (part instanceof List<?> list) {
            return list.stream().map(element -> rewrite(element, id, rewriting)).toList();
        } else if (part instanceof Record nested) {
            @Nullable Object[] parts = parts(nested);
            Arrays.setAll(parts, i -> rewrite(parts[i], id, rewriting));
            return assemble(nested, parts).orElse(nested);
        }
        return part;
    }

    private static List<RecordComponent> components(Object fixture) {
        RecordComponent[] components = fixture.getClass().getRecordComponents();
        return components == null ? List.of() : Arrays.asList(components);
    }

    private static @Nullable Object[] parts(Object fixture) {
        List<@Nullable Object> parts = new ArrayList<>();
        for (RecordComponent component : components(fixture)) {
            try {
                component.getAccessor().setAccessible(true);
                parts.add(component.getAccessor().invoke(fixture));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("The fixture's " + component.getName() + " cannot be read", e);
            }
        }
        return parts.toArray();
    }

    /** Empty if the record's own constructor does not take such parts: then nobody can make this attack. */
    @SuppressWarnings("unchecked")
    private static <F> Optional<F> assemble(F like, @Nullable Object[] parts) {
        Class<?>[] types =
                components(like).stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = like.getClass().getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return Optional.of((F) canonical.newInstance(parts));
        } catch (InvocationTargetException refused) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "A fixture " + like.getClass().getName() + " cannot be put together of two tenants' parts", e);
        }
    }
}
