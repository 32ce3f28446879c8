package dev.partywall.lifecycle.reencryption;

import dev.partywall.lifecycle.H2Database;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

final class H2JobStoreTest {

    @Nested
    final class Regular extends H2Contract {

        Regular() throws SQLException {
            super("");
        }
    }

    @Nested
    final class AsMySql extends H2Contract {

        AsMySql() throws SQLException {
            super(";MODE=MySQL;IGNORECASE=TRUE");
        }
    }

    abstract static class H2Contract extends JdbcJobStoreContract {

        private final H2Database database;

        H2Contract(String mode) throws SQLException {
            this.database = new H2Database(mode);
        }

        @Override
        DataSource source() {
            return database.source();
        }

        @Override
        DataSource stranger() {
            return database.stranger();
        }

        @AfterAll
        void close() {
            database.close();
        }
    }
}
