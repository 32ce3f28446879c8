package dev.partywall.keyring.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class BranchKeyTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final int THREADS = 4;

    private static BranchKey key() {
        byte[] bytes = new byte[BranchKey.LENGTH];
        Arrays.fill(bytes, (byte) 0x5a);
        return new BranchKey(ACME, "v1", bytes);
    }

    @Test
    void acquire_retiredKey_isRefused() {
        BranchKey key = key();
        key.retire();

        assertThat(key.acquire()).isFalse();
        assertThat(key.secretBytes()).containsOnly(0);
    }

    @Test
    void retire_twiceWithALeaseOut_wipesOnceTheLeaseIsBack() {
        BranchKey key = key();
        assertThat(key.acquire()).isTrue();

        key.retire();
        key.retire();

        assertThat(key.secretBytes()).containsOnly(0x5a);
        key.release();
        assertThat(key.secretBytes()).containsOnly(0);
    }

    @Test
    void toString_always_hidesTheBytes() {
        assertThat(key().toString()).contains("acme").contains("redacted").doesNotContain("5a");
        assertThat(key()).isEqualTo(key()).hasSameHashCodeAs(key());
        assertThat(key()).isNotEqualTo(new BranchKey(ACME, "v1", new byte[BranchKey.LENGTH]));
    }

    @Test
    void constructor_wrongLength_isRefused() {
        assertThatThrownBy(() -> new BranchKey(ACME, "v1", new byte[16])).isInstanceOf(IllegalArgumentException.class);
    }

    /** What the stress below needs of a key, so that a broken one can be put in its place. */
    private interface Leased {
        boolean acquire();

        void release();

        void retire();

        byte[] bytes();
    }

    private static Leased real() {
        BranchKey key = key();
        return new Leased() {
            @Override
            public boolean acquire() {
                return key.acquire();
            }

            @Override
            public void release() {
                key.release();
            }

            @Override
            public void retire() {
                key.retire();
            }

            @Override
            public byte[] bytes() {
                return key.secretBytes();
            }
        };
    }

    /** A key that is overwritten at retirement, whoever uses it. */
    private static Leased overwrittenInUse() {
        Leased real = real();
        return new Leased() {
            @Override
            public boolean acquire() {
                return real.acquire();
            }

            @Override
            public void release() {
                real.release();
            }

            @Override
            public void retire() {
                Arrays.fill(real.bytes(), (byte) 0);
                real.retire();
            }

            @Override
            public byte[] bytes() {
                return real.bytes();
            }
        };
    }

    @Test
    void lease_keyRetiredMeanwhile_neverSeesOverwrittenBytes() throws Exception {
        int planted = 0;
        for (int attempt = 0; attempt < 50 && planted == 0; attempt++) {
            planted = overwrittenUnderLease(BranchKeyTest::overwrittenInUse, 20_000);
        }
        assertThat(planted)
                .as("the stress finds a key that is overwritten in use")
                .isPositive();

        assertThat(overwrittenUnderLease(BranchKeyTest::real, 20_000)).isZero();
    }

    /** How many leases saw a byte that was overwritten, over many keys that are used and retired at the same time. */
    private static int overwrittenUnderLease(Supplier<Leased> keys, int rounds) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Leased> made = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            made.add(keys.get());
        }
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        List<Future<Integer>> users = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            boolean retires = thread == 0;
            users.add(pool.submit(() -> {
                int overwritten = 0;
                for (int round = 0; round < rounds; round++) {
                    if (round % 16 == 0) {
                        barrier.await();
                    }
                    overwritten += retires ? retire(made.get(round)) : use(made.get(round));
                }
                return overwritten;
            }));
        }
        int overwritten = 0;
        for (Future<Integer> user : users) {
            overwritten += user.get();
        }
        pool.shutdown();
        assertThat(made).allSatisfy(key -> assertThat(key.bytes()).containsOnly(0));
        return overwritten;
    }

    private static int retire(Leased key) {
        Thread.onSpinWait();
        key.retire();
        return 0;
    }

    private static int use(Leased key) {
        if (!key.acquire()) {
            return 0;
        }
        int overwritten = 0;
        for (int i = 0; i < 4 && overwritten == 0; i++) {
            for (byte b : key.bytes()) {
                overwritten |= b == 0x5a ? 0 : 1;
            }
        }
        key.release();
        return overwritten;
    }
}
