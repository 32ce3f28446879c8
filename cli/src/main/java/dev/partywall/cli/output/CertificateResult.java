package dev.partywall.cli.output;

import dev.partywall.lifecycle.ShreddingCertificate;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A certificate of shredding.
 *
 * @param certificate the certificate
 * @param file where it was written to, if it was
 */
public record CertificateResult(ShreddingCertificate certificate, Optional<Path> file) implements Result {

    @Override
    public Object json() {
        return Fields.create()
                .with("id", certificate.id().toString())
                .with("tenant", certificate.tenant().value())
                .with("requestedBy", certificate.requestedBy())
                .with("finishedAt", certificate.finishedAt())
                .with("file", file.map(Path::toString))
                .with("document", new Json.Document(certificate.toJson()))
                .toMap();
    }

    @Override
    public String text() {
        Table table = Table.ofFields()
                .row("Certificate", certificate.id().toString())
                .row("Tenant", certificate.tenant().value())
                .row("Requested by", certificate.requestedBy())
                .row("Shredded", String.valueOf(certificate.finishedAt()));
        file.ifPresent(path -> table.row("Written to", path.toString()));
        return table.toString();
    }
}
