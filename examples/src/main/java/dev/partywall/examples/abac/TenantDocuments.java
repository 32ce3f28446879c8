package dev.partywall.examples.abac;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Two tenants, a table, a bucket and branch keys; each tenant reaches its own, and tries the other's. */
public final class TenantDocuments {

    private static final String DENIED = "denied by ";
    private static final List<TenantId> TENANTS = List.of(TenantId.of("acme"), TenantId.of("globex"));

    private final DocumentStore documents;
    private final HttpClient browser = HttpClient.newHttpClient();
    private final PrintStream out;

    private TenantDocuments(DocumentStore documents, PrintStream out) {
        this.documents = documents;
        this.out = out;
    }

    /**
     * Runs the program and ends the JVM: with 0 if every attack was denied, otherwise with 1.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.exit(run(System.out) == 0 ? 0 : 1);
    }

    /** Runs the program and gives how many attacks got through. */
    static int run(PrintStream out) {
        try (AwsLab lab = AwsLab.start();
                DocumentService service = new DocumentService(lab)) {
            TENANTS.forEach(service::onboard);
            TenantDocuments program = new TenantDocuments(service.documents(), out);
            TENANTS.forEach(tenant -> TenantContext.run(tenant, () -> program.useOwn(tenant)));
            int leaks = TenantContext.call(
                    TENANTS.get(1), () -> program.attack(TENANTS.get(0).value()));
            out.println(leaks + " of the attacks got through.");
            return leaks;
        }
    }

    private void useOwn(TenantId tenant) {
        String own = tenant.value();
        documents.save(own, "plan", "The plan of " + own);
        documents.save(own, "budget", "The budget of " + own);
        documents.attach(own, "logo.svg", "The logo of " + own);
        out.println(own + " reads: " + documents.read(own, "plan"));
        out.println(own + " lists: " + documents.ids(own).join() + " and " + documents.files(own));
        out.println(own + " follows its link: " + attempt(() -> follow(documents.link(own, "logo.svg"))));
    }

    private int attack(String victim) {
        int leaks = 0;
        leaks += tried("read " + victim + "'s document", () -> documents.read(victim, "plan"));
        leaks += tried(
                "list " + victim + "'s documents", () -> documents.ids(victim).join());
        leaks += tried("overwrite " + victim + "'s document", () -> {
            documents.save(victim, "plan", "nothing");
            return "overwritten";
        });
        leaks += tried("list " + victim + "'s files", () -> documents.files(victim));
        leaks += tried("follow a link to " + victim + "'s file", () -> follow(documents.link(victim, "logo.svg")));
        return leaks;
    }

    private int tried(String what, Supplier<Object> attack) {
        String answer = attempt(attack);
        out.println("globex tries to " + what + ": " + answer);
        return answer.startsWith(DENIED) ? 0 : 1;
    }

    private static String attempt(Supplier<Object> call) {
        try {
            return String.valueOf(call.get());
        } catch (AwsServiceException failure) {
            return denial(failure);
        } catch (CompletionException later) {
            return denial(later.getCause());
        }
    }

    /** A denial in words; anything else that went wrong is none. */
    private static String denial(@Nullable Throwable failure) {
        if (failure instanceof AwsServiceException aws
                && String.valueOf(aws.awsErrorDetails().errorCode()).startsWith("AccessDenied")) {
            return DENIED + aws.awsErrorDetails().serviceName();
        }
        throw new IllegalStateException("Not a denial", failure);
    }

    private String follow(URI link) {
        try {
            var answer = browser.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == HttpURLConnection.HTTP_FORBIDDEN ? DENIED + "S3" : answer.body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
