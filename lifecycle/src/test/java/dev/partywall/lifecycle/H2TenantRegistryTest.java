package dev.partywall.lifecycle;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** H2 as it is, and as it takes others' ways: where it imitates MySQL, it compares text without regard to case. */
final class H2TenantRegistryTest {

    @Nested
    final class Regular extends H2Contract {

        Regular() throws SQLException {
            super("");
        }
    }

    @Nested
    final class AsPostgreSql extends H2Contract {

        AsPostgreSql() throws SQLException {
            super(";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        }
    }

    @Nested
    final class AsMySql extends H2Contract {

        AsMySql() throws SQLException {
            super(";MODE=MySQL;IGNORECASE=TRUE");
        }
    }

    @Nested
    final class AsMariaDb extends H2Contract {

        AsMariaDb() throws SQLException {
            super(";MODE=MariaDB;IGNORECASE=TRUE");
        }
    }

    abstract static class H2Contract extends JdbcRegistryContract {

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
