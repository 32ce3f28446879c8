package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

final class AwsLabStartTest {

    @Test
    void start_twoLabs_shareNothing() {
        try (AwsLab one = AwsLab.builder().withoutDynamoDb().start();
                AwsLab other = AwsLab.builder()
                        .withoutDynamoDb()
                        .region(Region.EU_CENTRAL_1)
                        .accountId("000000000001")
                        .start()) {
            assertThat(one.endpoint()).isNotEqualTo(other.endpoint());
            assertThat(other.createKey()).startsWith("arn:aws:kms:eu-central-1:000000000001:key/");
            assertThat(other.region()).isEqualTo(Region.EU_CENTRAL_1);
            assertThat(one.kms().listKeys().keys()).isEmpty();
            assertThat(other.calls().count()).isZero();
            assertThat(one.kms()).isSameAs(one.kms());
            assertThat(one).hasToString("AwsLab[" + one.endpoint() + "]");
        }
        assertThatThrownBy(() -> AwsLab.builder().accountId("x").start()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void close_freesPortThreadsAndClients() throws Exception {
        AwsLab lab = AwsLab.start();
        lab.kms().generateDataKey(r -> r.keyId(lab.createKey()).keySpec(DataKeySpec.AES_256));
        lab.dynamoDb().listTables();
        lab.faults().on("kms:ListKeys").hang();
        var hanging = lab.kmsAsync().listKeys();
        lab.calls().inFlight().await(1, Duration.ofSeconds(60));
        lab.close();
        assertThat(hanging).failsWithin(Duration.ofSeconds(60));
        assertThat(lab.calls().inFlight().count()).isZero();
        assertPortIsFree(lab.endpoint());
        assertThatThrownBy(lab::kms).isInstanceOf(IllegalStateException.class);
        assertNoThreadIsLeft();
        lab.close();
    }

    @Test
    void close_whileDynamoDbLocalStarts_leavesNoThread() throws Exception {
        AwsLab.start().close();
        assertNoThreadIsLeft();
    }

    private static void assertNoThreadIsLeft() throws InterruptedException {
        for (int i = 0; i < 600 && !labThreads().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(labThreads()).isEmpty();
    }

    private static void assertPortIsFree(URI endpoint) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort()));
            assertThat(socket.isBound()).isTrue();
        }
    }

    private static List<String> labThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(AwsLabStartTest::isOfALab)
                .map(Thread::getName)
                .toList();
    }

    private static boolean isOfALab(Thread thread) {
        ThreadGroup group = thread.getThreadGroup(); // null of a thread that has just ended
        return thread.getName().startsWith("aws-lab")
                || (group != null && group.getName().startsWith("aws-lab"));
    }

    @Test
    void close_releasesTheJvm() throws Exception {
        Process forked = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForkedLab.class.getName()))
                .redirectErrorStream(true)
                .start();
        boolean ended = forked.waitFor(180, TimeUnit.SECONDS);
        String output = new String(forked.getInputStream().readNBytes(10_000), StandardCharsets.UTF_8);
        forked.destroyForcibly();
        assertThat(ended)
                .as("no thread of a closed lab keeps the JVM; it said: %s", output)
                .isTrue();
        assertThat(output).contains("closed");
        assertThat(forked.exitValue()).isZero();
    }

    @Test
    void dynamoDb_leftOut_saysSo() {
        try (AwsLab lab = AwsLab.builder().withoutDynamoDb().start()) {
            assertThatThrownBy(lab::dynamoDb)
                    .isInstanceOf(MissingDynamoDbLocalException.class)
                    .hasMessageContaining("started without DynamoDB");
            assertThatThrownBy(lab::dynamoDbAsync).isInstanceOf(MissingDynamoDbLocalException.class);
        }
    }

    @Test
    void start_dynamoDbLocalAbsent_namesTheDependency() throws Exception {
        try (URLClassLoader without = classPathWithout("DynamoDBLocal")) {
            Class<?> lab = without.loadClass(AwsLab.class.getName());
            assertThatThrownBy(() -> lab.getMethod("start").invoke(null))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("com.amazonaws:DynamoDBLocal")
                    .hasMessageContaining("withoutDynamoDb()")
                    .extracting(cause -> cause.getClass().getSimpleName())
                    .isEqualTo("MissingDynamoDbLocalException");
            Object builder = lab.getMethod("builder").invoke(null);
            builder.getClass().getMethod("withoutDynamoDb").invoke(builder);
            Object started = builder.getClass().getMethod("start").invoke(builder);
            assertThat(lab.getMethod("createKey").invoke(started).toString()).startsWith("arn:aws:kms:");
            lab.getMethod("close").invoke(started);
        }
    }

    private static URLClassLoader classPathWithout(String jar) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!Path.of(entry).getFileName().toString().startsWith(jar)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
