package dev.partywall.policy.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses in CIDR notation; an address alone is a range of one. Never asks the DNS.
 *
 * @param bytes four or sixteen, by family; bits behind the prefix do not count
 * @param prefix how many bits are fixed
 */
@SuppressWarnings("ArrayRecordComponent")
record AddressRange(byte[] bytes, int prefix) {

    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int GROUPS = 8;

    static @Nullable AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = address.indexOf(':') < 0 ? v4(address) : v6(address);
        if (bytes == null) {
            return null;
        }
        int bits = bytes.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : number(text.substring(slash + 1), PREFIX, bits);
        return prefix < 0 ? null : new AddressRange(bytes, prefix);
    }

    private static int number(String text, Pattern form, int most) {
        int number = form.matcher(text).matches() ? Integer.parseInt(text) : -1;
        return number <= most ? number : -1;
    }

    private static byte @Nullable [] v4(String text) {
        String[] octets = text.split("\\.", -1);
        byte[] bytes = new byte[4];
        if (octets.length != bytes.length) {
            return null;
        }
        for (int i = 0; i < bytes.length; i++) {
            int octet = number(octets[i], OCTET, 255);
            if (octet < 0) {
                return null;
            }
            bytes[i] = (byte) octet;
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all != null && all.length == GROUPS * 2 ? all : null;
        }
        byte[] head = groups(text.substring(0, gap));
        byte[] tail = groups(text.substring(gap + 2));
        if (head == null || tail == null || head.length + tail.length > (GROUPS - 1) * 2) {
            return null;
        }
        byte[] bytes = new byte[GROUPS * 2];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, bytes.length - tail.length, tail.length);
        return bytes;
    }

    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] groups = text.split(":", GROUPS + 1);
        if (groups.length > GROUPS) {
            return null;
        }
        byte[] bytes = new byte[groups.length * 2];
        for (int i = 0; i < groups.length; i++) {
            if (!GROUP.matcher(groups[i]).matches()) {
                return null;
            }
            int group = Integer.parseInt(groups[i], 16);
            bytes[i * 2] = (byte) (group >> Byte.SIZE);
            bytes[i * 2 + 1] = (byte) group;
        }
        return bytes;
    }

    /** Whether another range lies within this. Ranges of the two families have nothing in common. */
    boolean contains(AddressRange other) {
        if (bytes.length != other.bytes.length || other.prefix < prefix) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((bytes[bit / Byte.SIZE] ^ other.bytes[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
