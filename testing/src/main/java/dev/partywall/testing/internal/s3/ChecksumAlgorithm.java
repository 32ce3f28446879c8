package dev.partywall.testing.internal.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksums of S3 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html). */
enum ChecksumAlgorithm {
    /** CRC-32. */
    CRC32(4),
    /** CRC-32 with the polynomial of Castagnoli. */
    CRC32C(4),
    /** CRC-64/NVME: what S3 computes where the client sends no other. */
    CRC64NVME(8),
    /** SHA-1. */
    SHA1(20),
    /** SHA-256. */
    SHA256(32);

    private final int length;

    ChecksumAlgorithm(int length) {
        this.length = length;
    }

    /** An algorithm by the name in headers. */
    static Optional<ChecksumAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** The header that carries it. */
    String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** The element that carries it. */
    String element() {
        return "Checksum" + name();
    }

    /** How many bytes it has. */
    int length() {
        return length;
    }

    /** The checksum of some bytes. */
    byte[] of(byte[] bytes) {
        return switch (this) {
            case CRC32 -> shortSum(new CRC32(), bytes);
            case CRC32C -> shortSum(new CRC32C(), bytes);
            case CRC64NVME ->
                ByteBuffer.allocate(Long.BYTES).putLong(Crc64Nvme.of(bytes)).array();
            case SHA1 -> digest("SHA-1", bytes);
            case SHA256 -> digest("SHA-256", bytes);
        };
    }

    private static byte[] shortSum(Checksum sum, byte[] bytes) {
        sum.update(bytes);
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array();
    }

    /** A digest that every JDK has. */
    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }
}
