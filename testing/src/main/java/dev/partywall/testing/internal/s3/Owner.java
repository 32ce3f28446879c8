package dev.partywall.testing.internal.s3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The account as the owner of everything, by its canonical user id. */
final class Owner {

    private Owner() {}

    /** Writes it as an element. */
    static void addTo(XmlBody xml, String element, Buckets buckets) {
        byte[] account = buckets.account().accountId().getBytes(StandardCharsets.UTF_8);
        String canonicalId = HexFormat.of().formatHex(ChecksumAlgorithm.SHA256.of(account));
        xml.open(element).text("ID", canonicalId).close();
    }
}
