package dev.partywall.testing.internal.isolation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which public methods of a type no operation stands for. */
public final class CoveredMethods {

    private CoveredMethods() {}

    /**
     * The methods left out.
     *
     * @param operations names of operations: of a method its name, or of an overloaded one its name with the simple names
     *     of its parameter types, such as {@code find(TenantId,String)}
     */
    public static List<String> missing(Class<?> type, Set<String> operations) {
        List<Method> methods = Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class && !isObjects(method))
                .filter(method -> !method.isSynthetic() && !Modifier.isStatic(method.getModifiers()))
                .toList();
        return methods.stream()
                .filter(method -> !operations.contains(signature(method)))
                .filter(method -> isOverloaded(method, methods) || !operations.contains(method.getName()))
                .map(method -> type.getSimpleName() + "." + signature(method))
                .sorted()
                .toList();
    }

    private static boolean isOverloaded(Method method, List<Method> methods) {
        return methods.stream()
                        .filter(other -> other.getName().equals(method.getName()))
                        .map(CoveredMethods::signature)
                        .distinct()
                        .count()
                > 1;
    }

    private static boolean isObjects(Method method) {
        return Arrays.stream(Object.class.getMethods())
                .anyMatch(inherited -> inherited.getName().equals(method.getName())
                        && Arrays.equals(inherited.getParameterTypes(), method.getParameterTypes()));
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }
}
