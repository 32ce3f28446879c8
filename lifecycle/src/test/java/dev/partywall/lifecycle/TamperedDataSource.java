package dev.partywall.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Real connections whose methods can be made to fail, before or after they did their work. Not safe for many threads. */
final class TamperedDataSource {

    private final Supplier connections;
    private final boolean keepsOpen;
    private final Map<String, Deque<Failure>> failures = new HashMap<>();
    private final List<String> calls = new ArrayList<>();

    private TamperedDataSource(Supplier connections, boolean keepsOpen) {
        this.connections = connections;
        this.keepsOpen = keepsOpen;
    }

    @FunctionalInterface
    private interface Supplier {
        Connection get() throws SQLException;
    }

    private record Failure(SQLException exception, boolean after) {}

    /** Lends one connection again and again, and leaves it open. */
    static TamperedDataSource lending(Connection connection) {
        return new TamperedDataSource(() -> connection, true);
    }

    /** Lends another's connections. */
    static TamperedDataSource of(DataSource source) {
        return new TamperedDataSource(source::getConnection, false);
    }

    /** The next call of this method of a connection, or of getConnection, fails and does nothing. */
    TamperedDataSource failing(String method, SQLException exception) {
        failures.computeIfAbsent(method, name -> new ArrayDeque<>()).add(new Failure(exception, false));
        return this;
    }

    /** The next call of this method does its work, and fails then. */
    TamperedDataSource failingAfter(String method, SQLException exception) {
        failures.computeIfAbsent(method, name -> new ArrayDeque<>()).add(new Failure(exception, true));
        return this;
    }

    /** The names of the methods that were called of connections, in their order. */
    List<String> calls() {
        return calls;
    }

    DataSource source() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Connection connection = perform(method, () -> connections.get());
            return proxy(Connection.class, (same, called, values) -> ofConnection(connection, called, values));
        });
    }

    private @Nullable Object ofConnection(Connection connection, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        calls.add(method.getName());
        if (keepsOpen && method.getName().equals("close")) {
            return null;
        }
        return this.<@Nullable Object>perform(method, () -> method.invoke(connection, arguments));
    }

    @FunctionalInterface
    private interface Action<T extends @Nullable Object> {
        T run() throws Throwable;
    }

    private <T extends @Nullable Object> T perform(Method method, Action<T> action) throws Throwable {
        Deque<Failure> coming = failures.getOrDefault(method.getName(), new ArrayDeque<>());
        Failure failure = coming.poll();
        if (failure != null && !failure.after()) {
            throw failure.exception();
        }
        T result;
        try {
            result = action.run();
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
        if (failure != null) {
            throw failure.exception();
        }
        return result;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
