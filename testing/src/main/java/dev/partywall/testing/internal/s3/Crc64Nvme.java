package dev.partywall.testing.internal.s3;

/** CRC-64/NVME (NVM Express NVM Command Set Specification, section 5.2.1.3.4), bit-reflected. */
final class Crc64Nvme {

    /** The polynomial, its bits reversed. */
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final long[] TABLE = table();

    private Crc64Nvme() {}

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long remainder = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                remainder = (remainder & 1) == 0 ? remainder >>> 1 : (remainder >>> 1) ^ POLYNOMIAL;
            }
            table[i] = remainder;
        }
        return table;
    }

    static long of(byte[] bytes) {
        long remainder = -1;
        for (byte octet : bytes) {
            remainder = TABLE[(int) (remainder ^ octet) & 0xFF] ^ (remainder >>> Byte.SIZE);
        }
        return ~remainder;
    }
}
