package dev.partywall.cli;

import dev.partywall.cli.output.CertificateResult;
import dev.partywall.lifecycle.ShreddingCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks the signature of a certificate of shredding. Needs no settings, and calls nobody. */
@Command(
        name = "verify-certificate",
        description = "Checks that a certificate of shredding was signed with a key. Needs no settings.")
final class VerifyCertificateCommand extends ProgramCommand {

    @Parameters(paramLabel = "FILE", description = "The certificate.")
    private @Nullable Path file;

    @Option(
            names = "--public-key",
            required = true,
            paramLabel = "PEM",
            description = "The file of the public key, from whoever signs certificates.")
    private @Nullable Path publicKey;

    @Override
    public Integer call() throws IOException {
        ShreddingCertificate certificate = ShreddingCertificate.verify(
                Files.readString(Objects.requireNonNull(file)).strip(),
                Pem.publicKey("--public-key", Objects.requireNonNull(publicKey)));
        return program().print(new CertificateResult(certificate, Optional.empty()));
    }
}
