package dev.partywall.testing.internal.s3;

import java.util.Base64;

/**
 * The checksum that S3 keeps with an object.
 *
 * @param algorithm of which kind
 * @param value in Base64; of a composite one with the number of parts behind
 * @param type {@code FULL_OBJECT}, or {@code COMPOSITE} if it is made from those of the parts
 */
record ObjectChecksum(ChecksumAlgorithm algorithm, String value, String type) {

    static final String FULL_OBJECT = "FULL_OBJECT";
    static final String COMPOSITE = "COMPOSITE";

    /** The checksum over all bytes. */
    static ObjectChecksum of(ChecksumAlgorithm algorithm, byte[] body) {
        return new ObjectChecksum(algorithm, Base64.getEncoder().encodeToString(algorithm.of(body)), FULL_OBJECT);
    }

    /** Its headers on an answer. */
    void addTo(S3Answer answer) {
        answer.header(algorithm.header(), value).header("x-amz-checksum-type", type);
    }

    /** Its elements in a document. */
    void addTo(XmlBody xml) {
        xml.text(algorithm.element(), value).text("ChecksumType", type);
    }
}
