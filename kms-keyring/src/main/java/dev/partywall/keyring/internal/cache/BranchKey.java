package dev.partywall.keyring.internal.cache;

import dev.partywall.core.TenantId;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One version of a tenant's branch key, in plaintext.
 *
 * <p>Used under leases: the bytes are overwritten when the cache has retired the key and the last lease is given back,
 * so no operation ever sees a key that is being overwritten, and no new lease is given after retirement.
 */
public final class BranchKey {

    /** What an engine made of a key, if it holds secrets: closed when the key's bytes are overwritten. */
    public interface Prepared extends AutoCloseable {
        @Override
        void close();
    }

    /** Bytes of a branch key: AES-256. */
    public static final int LENGTH = 32;

    private final TenantId tenant;
    private final String version;
    private final byte[] bytes;
    /** Leases, plus one for the cache until the key is retired; 0 when the bytes are gone. */
    private final AtomicInteger holders = new AtomicInteger(1);

    private final AtomicBoolean retired = new AtomicBoolean();
    private volatile @Nullable Object prepared;

    /** Takes the bytes over: they are this object's from now on. */
    public BranchKey(TenantId tenant, String version, byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a branch key has " + LENGTH + " bytes");
        }
        this.tenant = tenant;
        this.version = version;
        this.bytes = bytes;
    }

    /** Whose key. */
    public TenantId tenant() {
        return tenant;
    }

    /** Which version, a UUID. */
    public String version() {
        return version;
    }

    /** The key's own bytes, not a copy; only under a lease. */
    public byte[] secretBytes() {
        return bytes;
    }

    /** What the keyring's one engine made of this key, made at first use; only under a lease. */
    @SuppressWarnings("unchecked") // one engine, one type
    public <T> T prepared(Function<BranchKey, T> maker) {
        Object made = prepared;
        return (T) (made == null ? prepareOnce(maker) : made);
    }

    private synchronized Object prepareOnce(Function<BranchKey, ?> maker) {
        Object made = prepared;
        if (made == null) {
            made = maker.apply(this);
            prepared = made;
        }
        return made;
    }

    /** Takes a lease, unless the key is retired. */
    boolean acquire() {
        int before;
        do {
            before = holders.get();
            if (before == 0 || retired.get()) {
                return false;
            }
        } while (!holders.compareAndSet(before, before + 1));
        return true;
    }

    /** Gives a lease back. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            Arrays.fill(bytes, (byte) 0);
            if (prepared instanceof Prepared secrets) {
                secrets.close();
            }
            prepared = null;
        }
    }

    /** Ends the cache's hold on the key; may be called more than once. */
    public void retire() {
        if (retired.compareAndSet(false, true)) {
            release();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BranchKey that
                && tenant.equals(that.tenant)
                && version.equals(that.version)
                && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** Of the identity alone, never of the bytes. */
    @Override
    public int hashCode() {
        return 31 * tenant.hashCode() + version.hashCode();
    }

    @Override
    public String toString() {
        return "BranchKey[" + tenant + ", " + version + ", bytes redacted]";
    }
}
