package dev.partywall.lifecycle.reencryption;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database whose statements are told of before each is prepared. */
final class Watched {

    private Watched() {}

    static DataSource of(DataSource database, Runnable beforeStatement) {
        return (DataSource) Proxy.newProxyInstance(
                Watched.class.getClassLoader(), new Class<?>[] {DataSource.class}, (same, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return connection(database.getConnection(), beforeStatement);
                });
    }

    private static Connection connection(Connection real, Runnable beforeStatement) throws SQLException {
        return (Connection) Proxy.newProxyInstance(
                Watched.class.getClassLoader(), new Class<?>[] {Connection.class}, (same, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        beforeStatement.run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
