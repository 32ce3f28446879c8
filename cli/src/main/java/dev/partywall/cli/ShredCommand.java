package dev.partywall.cli;

import dev.partywall.cli.output.CertificateResult;
import dev.partywall.cli.settings.OperatorSettings;
import dev.partywall.cli.settings.SettingKey;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.ShreddingCertificate;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Destroys what opens a tenant's records. */
@Command(
        name = "shred",
        description = "Destroys the keys that open a tenant's records, after its grace period. This cannot be undone.")
final class ShredCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Option(
            names = "--requested-by",
            required = true,
            paramLabel = "NAME",
            description = "On whose word, for the certificate.")
    private String requestedBy = "";

    @Option(
            names = "--certificate-out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write the certificate: a file that is not there yet.")
    private @Nullable Path certificateOut;

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    /** Whatever can be refused is refused before the question, and before anything is destroyed. */
    @Override
    int run(Operator operator) {
        CertificateSigner signer = OperatorSettings.required(
                operator.certificateSigner(), SettingKey.CERTIFICATE_KEY_FILE, "the certificate");
        TenantRecord record = operator.find(tenant.get());
        if (record.status() != TenantStatus.SHREDDED) {
            confirmation.require(
                    tenant.get(), warning(record), program().surroundings().question());
        }
        Path file = Objects.requireNonNull(certificateOut);
        reserve(file);
        ShreddingCertificate certificate;
        try {
            certificate = operator.lifecycleBuilder(program().steps())
                    .certificates(signer)
                    .build()
                    .shred(tenant.get(), requestedBy);
        } catch (RuntimeException failure) {
            release(file, failure);
            throw failure;
        }
        write(file, certificate);
        return program().print(new CertificateResult(certificate, Optional.of(file)));
    }

    private static String warning(TenantRecord record) {
        TenantId tenant = record.tenant();
        return "This destroys the keys of tenant " + tenant + " (" + record.status() + ", tier " + record.tier()
                + "). Nobody can open its records again. Exported data: "
                + record.departure().flatMap(Departure::export).orElse("none that the registry knows of") + ".";
    }

    /** A disk that is full, or a folder that is not writable, is noticed before. */
    private static void reserve(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException notThere) {
            throw new UncheckedIOException(notThere);
        }
    }

    private static void release(Path file, RuntimeException failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            failure.addSuppressed(left);
        }
    }

    private static void write(Path file, ShreddingCertificate certificate) {
        try {
            Files.writeString(file, certificate.toJws() + "\n");
        } catch (IOException lost) {
            throw new UncheckedIOException(
                    "the tenant is shredded; the certificate is in the registry, and the same command with another file"
                            + " writes it: " + lost,
                    lost);
        }
    }
}
