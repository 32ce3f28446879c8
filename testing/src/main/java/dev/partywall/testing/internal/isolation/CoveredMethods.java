package dev.partywall.testing.internal.isolation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which public methods of types no operation stands for. */
public final class CoveredMethods {

    private CoveredMethods() {}

    /**
     * The methods left out.
     *
     * @param operations names of operations: of a method its name, or its name with the types of its parameters, such as
     *     {@code find(TenantId,String)}; either with its class before it, such as {@code InvoiceDao.find}. A name that
     *     several methods have stands for none of them.
     */
    public static List<String> missing(Collection<Class<?>> types, Set<String> operations) {
        Set<String> given =
                operations.stream().map(name -> name.replace(" ", "")).collect(Collectors.toSet());
        List<List<String>> methods =
                types.stream().distinct().flatMap(CoveredMethods::named).toList();
        Set<String> unique = unique(methods);
        return methods.stream()
                .filter(names -> names.stream().noneMatch(name -> unique.contains(name) && given.contains(name)))
                .map(names -> shown(names, unique))
                .sorted()
                .toList();
    }

    /** The names that one method has and no other. */
    private static Set<String> unique(List<List<String>> methods) {
        Set<String> once = new HashSet<>();
        Set<String> again = new HashSet<>();
        methods.forEach(names -> names.forEach(name -> (once.add(name) ? once : again).add(name)));
        once.removeAll(again);
        return once;
    }

    /** Its class and signature, with the packages of its parameters where it takes them to tell it from another. */
    private static String shown(List<String> names, Set<String> unique) {
        return names.stream()
                .filter(name -> name.endsWith(")") && name.indexOf('.') >= 0 && name.indexOf('.') < name.indexOf('('))
                .filter(name -> unique.contains(name))
                .findFirst()
                .orElseGet(() -> names.get(names.size() - 1));
    }

    /** The names of each method of a type: the shortest first. */
    private static Stream<List<String>> named(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class && !isObjects(method))
                .filter(method -> !method.isSynthetic() && !Modifier.isStatic(method.getModifiers()))
                .map(method -> names(type, method))
                .distinct();
    }

    private static List<String> names(Class<?> type, Method method) {
        return Stream.of(
                        method.getName(),
                        signature(method, Class::getSimpleName),
                        signature(method, Class::getTypeName))
                .flatMap(name -> Stream.of(name, type.getSimpleName() + "." + name))
                .distinct()
                .toList();
    }

    private static boolean isObjects(Method method) {
        return Arrays.stream(Object.class.getMethods())
                .anyMatch(inherited -> inherited.getName().equals(method.getName())
                        && Arrays.equals(inherited.getParameterTypes(), method.getParameterTypes()));
    }

    private static String signature(Method method, Function<Class<?>, String> naming) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes()).map(naming).collect(Collectors.joining(",", "(", ")"));
    }
}
