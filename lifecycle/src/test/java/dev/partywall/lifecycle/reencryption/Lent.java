package dev.partywall.lifecycle.reencryption;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Lends one connection again and again, and leaves it open, as a pool does. */
final class Lent {

    private Lent() {}

    static DataSource of(Connection connection) {
        Connection open = proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("close")) {
                return null;
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
            }
        });
        return proxy(DataSource.class, (method, arguments) -> open);
    }

    @FunctionalInterface
    private interface Call {
        @Nullable
        Object of(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (same, method, arguments) -> call.of(method, arguments)));
    }
}
