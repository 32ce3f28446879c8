package dev.partywall.lifecycle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What it takes to start a database's own programs in a folder of its own. */
public final class DatabaseServer {

    private static final long LONGEST_MINUTES = 2;

    private final Path folder;
    private final boolean isRoot = "root".equals(System.getProperty("user.name"));

    private DatabaseServer(Path folder) {
        this.folder = folder;
    }

    /** A folder for a server's data, or the test is skipped where a program is not on the path. */
    public static DatabaseServer requiring(String... programs) {
        for (String program : programs) {
            Assumptions.assumeTrue(
                    isOnPath(program), "SKIPPED: '" + program + "' is not on the path, so no server can be started");
        }
        try {
            DatabaseServer server = new DatabaseServer(Files.createTempDirectory("partywall-database"));
            if (server.isRoot) {
                server.await(new ProcessBuilder("chown", "nobody", server.folder.toString()));
            }
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs a program to its end. */
    public void run(String... command) {
        await(process(command));
    }

    /** Starts a program that goes on. */
    public Process start(String... command) {
        try {
            return logged(process(command)).start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Databases do not run as root: where this does, they run as nobody. */
    private ProcessBuilder process(String... command) {
        List<String> words = new ArrayList<>();
        if (isRoot) {
            words.addAll(List.of("runuser", "-u", "nobody", "--"));
        }
        words.addAll(List.of(command));
        return new ProcessBuilder(words);
    }

    private void await(ProcessBuilder builder) {
        try {
            Process process = logged(builder).start();
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(builder.command() + " failed:\n" + log());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private ProcessBuilder logged(ProcessBuilder builder) {
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log.txt").toFile()));
    }

    /** What the programs have said. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log.txt"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Removes the folder, when the server has ended. */
    public void deleteFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
