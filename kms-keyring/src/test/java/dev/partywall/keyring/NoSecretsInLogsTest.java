package dev.partywall.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Searches what the whole test run logged at TRACE; runs as the last class. */
@Order(Integer.MAX_VALUE)
final class NoSecretsInLogsTest {

    private static final Path TRACE = Path.of("target", "trace.log");

    @Test
    void traceLog_ofTheWholeRun_holdsNoSecret() throws IOException {
        try (KeyringLab lab = KeyringLab.start()) {
            lab.open(lab.createTenant("logged"), lab.seal(lab.createTenant("logged")));
        }
        flush();

        assertThat(Files.size(TRACE)).as("something was logged").isPositive();
        assertThat(KeyringLab.SEARCHED.get())
                .as("branch keys searched for, beside %d rows that tests spoilt", KeyringLab.SPOILT.get())
                .isGreaterThanOrEqualTo(3);
        assertThat(KeyringLab.SECRETS.findIn(TRACE)).isEmpty();
    }

    @Test
    void findIn_everyFormOfASecret_isFound(@TempDir Path folder) throws IOException {
        byte[] secret = new byte[32];
        new Random(3).nextBytes(secret);
        Secrets secrets = new Secrets();
        secrets.add(secret);
        byte[] between = new byte[38];
        System.arraycopy(secret, 0, between, 4, secret.length);

        assertFound(secrets, folder, secret);
        assertFound(secrets, folder, ascii(HexFormat.of().formatHex(secret)));
        assertFound(secrets, folder, ascii(Base64.getEncoder().encodeToString(secret)));
        assertFound(secrets, folder, ascii(Base64.getEncoder().encodeToString(between)));
        Files.write(folder.resolve("log"), ascii("nothing to see here"));
        assertThat(secrets.findIn(folder.resolve("log"))).isEmpty();
    }

    private static void assertFound(Secrets secrets, Path folder, byte[] form) throws IOException {
        byte[] log = new byte[100 + form.length];
        System.arraycopy(form, 0, log, 57, form.length);
        assertThat(secrets.findIn(Files.write(folder.resolve("log"), log))).hasSize(1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void flush() throws IOException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Appender<ILoggingEvent> appender =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TRACE_FILE");
        ((OutputStreamAppender<ILoggingEvent>) appender).getOutputStream().flush();
    }
}
