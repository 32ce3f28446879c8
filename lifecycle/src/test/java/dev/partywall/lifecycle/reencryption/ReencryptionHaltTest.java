package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.RandomRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** A re-encryption whose process ends again and again, while an application goes on writing the records. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReencryptionHaltTest {

    private static final int PARTITIONS = 4;

    /** Old ones: records are spread over them, so every process finds each of them. */
    private static final int VERSIONS = 3;

    @TempDir
    private Path folder;

    private final ReencryptionLab lab = new ReencryptionLab();
    private final long seed = RandomRecords.seed("ReencryptionHaltTest");
    private final Random random = new Random(seed);

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void run_processHalted_losesNothingAndTheNextGoesOn() throws Exception {
        campaign(2_000, 1);
    }

    @Tag("campaign")
    @Test
    @Timeout(value = 120, unit = TimeUnit.MINUTES)
    void run_processHaltedFiveTimes_losesNothingAndGoesOn() throws Exception {
        campaign(Integer.getInteger("partywall.records", 1_000_000), 5);
    }

    private void campaign(int records, int halts) throws Exception {
        Server server = Server.createTcpServer("-tcpPort", "0", "-baseDir", folder.toString())
                .start();
        String file = folder.resolve("records" + records).toString();
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + file + ";DB_CLOSE_DELAY=-1", "sa", "");
        try {
            new Campaign(pool, "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + file, records).run(halts);
        } finally {
            pool.dispose();
            server.stop();
        }
    }

    /** One table of records, and all that happens to it. */
    private final class Campaign {

        private final JdbcConnectionPool pool;
        private final String url;
        private final int records;
        private final TenantId tenant = lab.newTenant();
        private final Set<Integer> removed = ConcurrentHashMap.newKeySet();
        private final AtomicInteger updates = new AtomicInteger();
        private final AtomicBoolean ended = new AtomicBoolean();

        Campaign(JdbcConnectionPool pool, String url, int records) {
            this.pool = pool;
            this.url = url;
            this.records = records;
        }

        void run(int halts) throws Exception {
            fill();
            BranchKeyVersion newest = lab.rotate(tenant);
            lab.seal(tenant, "0", "the application's own load of the newest version");
            long mark = lab.aws().calls().mark();
            long begun = System.nanoTime();
            int processes = liveThrough(halts);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);

            long decrypts = lab.aws().calls().since(mark).of("kms:Decrypt").count();
            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isEqualTo(decrypts);
            assertThat(decrypts).as("seed %d", seed).isBetween(VERSIONS + 1L, (VERSIONS + 1L) * processes);
            int rewritten = assertWhole(newest);
            System.out.printf(
                    "ReencryptionHaltTest: %d records, %d rewritten by the job in %d processes, %d updates and %d"
                            + " removals meanwhile; %s, %d records/s; %d kms:Decrypt, at most %d predicted%n",
                    records,
                    rewritten,
                    processes,
                    updates.get(),
                    removed.size(),
                    took,
                    records * 1000L / Math.max(1, took.toMillis()),
                    decrypts,
                    (VERSIONS + 1) * processes);
        }

        /** Processes one after another; all but the last are halted. */
        private int liveThrough(int halts) throws Exception {
            ExecutorService writers = Executors.newFixedThreadPool(2);
            int processes = 0;
            try {
                List<Future<?>> writing = List.of(
                        writers.submit(() -> write(0, new Random(seed))),
                        writers.submit(() -> write(1, new Random(~seed))));
                for (int i = 0; i < halts; i++) {
                    int at = 1 + random.nextInt(records * 3 / 4 / (halts + 1));
                    assertThat(process(++processes, at, random.nextBoolean()))
                            .as("seed %d", seed)
                            .isEqualTo(ReencryptionProgram.HALTED);
                }
                assertThat(process(++processes, -1, false)).as("seed %d", seed).isZero();
                ended.set(true);
                for (Future<?> one : writing) {
                    one.get(1, TimeUnit.MINUTES);
                }
            } finally {
                ended.set(true);
                writers.shutdownNow();
            }
            return processes;
        }

        private int process(int number, int at, boolean before) throws Exception {
            Path log = folder.resolve("process-" + records + "-" + number + ".log");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ReencryptionProgram.class.getName(),
                            lab.aws().endpoint().toString(),
                            lab.aws().region().id(),
                            lab.rootKey(),
                            tenant.value(),
                            url,
                            Integer.toString(records),
                            Integer.toString(PARTITIONS),
                            Integer.toString(at),
                            Boolean.toString(before)))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            AwsCredentials credentials = lab.aws().credentials().resolveCredentials();
            builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
            builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
            int exit = builder.start().waitFor();
            String said = Files.readString(log);
            assertThat(exit).as("exit code; log: %s", said).isIn(0, ReencryptionProgram.HALTED);
            System.out.println("ReencryptionHaltTest: process " + number + ": exit " + exit + ", last words: "
                    + said.substring(said.trim().lastIndexOf('\n') + 1).trim());
            return exit;
        }

        private void fill() throws SQLException {
            new SqlRecords(pool, records, PARTITIONS).createTable();
            for (int version = 0; version < VERSIONS; version++) {
                if (version > 0) {
                    lab.rotate(tenant);
                }
                try (Connection connection = pool.getConnection();
                        PreparedStatement insert =
                                connection.prepareStatement("INSERT INTO records (id, message) VALUES (?, ?)")) {
                    connection.setAutoCommit(false);
                    for (int id = version; id < records; id += VERSIONS) {
                        insert.setInt(1, id);
                        insert.setBytes(2, sealed(id, 0));
                        insert.addBatch();
                        if (id % 1_000 < VERSIONS) {
                            insert.executeBatch();
                        }
                    }
                    insert.executeBatch();
                    connection.commit();
                }
            }
        }

        private byte[] sealed(int id, int revision) {
            return lab.seal(tenant, Integer.toString(id), text(id, revision));
        }

        private static String text(int id, int revision) {
            return "record " + id + " revision " + revision;
        }

        /** An application: it replaces records whatever is stored, and removes one now and then. Each writer has a tenth of the records. */
        private void write(int writer, Random choice) {
            try (Connection connection = pool.getConnection();
                    PreparedStatement update =
                            connection.prepareStatement("UPDATE records SET message = ?, revision = ? WHERE id = ?");
                    PreparedStatement delete = connection.prepareStatement("DELETE FROM records WHERE id = ?")) {
                for (int revision = 1; !ended.get(); revision++) {
                    int id = choice.nextInt(records / 10) * 10 + writer;
                    if (choice.nextInt(200) == 0) {
                        delete.setInt(1, id);
                        delete.executeUpdate();
                        removed.add(id);
                    } else {
                        update.setBytes(1, sealed(id, revision));
                        update.setInt(2, revision);
                        update.setInt(3, id);
                        updates.addAndGet(update.executeUpdate());
                    }
                    TimeUnit.MILLISECONDS.sleep(2);
                }
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Every record is there, holds what was last written to it, is under the newest version, and was rewritten once at most. */
        private int assertWhole(BranchKeyVersion newest) throws SQLException {
            int rewritten = 0;
            Set<Integer> missing = new TreeSet<>();
            int next = 0;
            try (Connection connection = pool.getConnection();
                    Statement select = connection.createStatement();
                    ResultSet row =
                            select.executeQuery("SELECT id, message, revision, rewritten FROM records ORDER BY id")) {
                while (row.next()) {
                    int id = row.getInt(1);
                    for (; next < id; next++) {
                        missing.add(next);
                    }
                    next++;
                    assertRecord(id, row.getBytes(2), row.getInt(3), newest);
                    assertThat(row.getInt(4))
                            .as("rewrites of record %d, seed %d", id, seed)
                            .isLessThanOrEqualTo(1);
                    assertThat(row.getInt(4) + row.getInt(3))
                            .as("record %d was written by someone, seed %d", id, seed)
                            .isPositive();
                    rewritten += row.getInt(4);
                }
            }
            for (; next < records; next++) {
                missing.add(next);
            }
            assertThat(missing).as("seed %d", seed).isEqualTo(new TreeSet<>(removed));
            return rewritten;
        }

        private void assertRecord(int id, byte[] message, int revision, BranchKeyVersion newest) {
            String name = Integer.toString(id);
            if (!lab.versionOf(tenant, name, message).equals(newest)
                    || !lab.open(tenant, name, message).equals(text(id, revision))) {
                assertThat(lab.versionOf(tenant, name, message))
                        .as("record %d, seed %d", id, seed)
                        .isEqualTo(newest);
                assertThat(lab.open(tenant, name, message))
                        .as("record %d, seed %d", id, seed)
                        .isEqualTo(text(id, revision));
            }
        }
    }
}
