package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.CrashPoint.Crash;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operation that ends at any call to AWS, before or after the call took effect, is finished by the next process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashTest {

    /** An operation, on a tenant that was brought where it has to be for it. */
    enum Scenario {
        ONBOARD_POOL(Tier.POOL, Tier.POOL) {
            @Override
            void prepare(LifecycleLab lab, TenantLifecycle lifecycle, TenantId tenant) {}

            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.onboard(Onboarding.pool(tenant));
            }
        },
        ONBOARD_SILO(Tier.SILO, Tier.SILO) {
            @Override
            void prepare(LifecycleLab lab, TenantLifecycle lifecycle, TenantId tenant) {}

            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.onboard(Onboarding.silo(tenant));
            }
        },
        POOL_TO_SILO(Tier.POOL, Tier.SILO) {
            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.migrate(tenant, RootKeyTarget.silo());
            }
        },
        SILO_TO_POOL(Tier.SILO, Tier.POOL) {
            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.migrate(tenant, RootKeyTarget.pool());
            }
        },
        ROTATE(Tier.POOL, Tier.POOL) {
            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.rotate(tenant);
            }
        },
        SUSPEND(Tier.POOL, Tier.POOL) {
            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.suspend(tenant);
            }

            @Override
            TenantStatus status() {
                return TenantStatus.SUSPENDED;
            }
        },
        RESUME(Tier.POOL, Tier.POOL) {
            @Override
            void prepare(LifecycleLab lab, TenantLifecycle lifecycle, TenantId tenant) {
                super.prepare(lab, lifecycle, tenant);
                lifecycle.suspend(tenant);
            }

            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.resume(tenant);
            }
        },
        OFFBOARD(Tier.POOL, Tier.POOL) {
            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.offboard(tenant, Duration.ZERO);
            }

            @Override
            TenantStatus status() {
                return TenantStatus.OFFBOARDING;
            }
        },
        SHRED_POOL(Tier.POOL, Tier.POOL) {
            @Override
            void prepare(LifecycleLab lab, TenantLifecycle lifecycle, TenantId tenant) {
                super.prepare(lab, lifecycle, tenant);
                lifecycle.offboard(tenant, Duration.ZERO);
            }

            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.shred(tenant, "crash test");
            }

            @Override
            TenantStatus status() {
                return TenantStatus.SHREDDED;
            }
        },
        SHRED_SILO(Tier.SILO, Tier.SILO) {
            @Override
            void prepare(LifecycleLab lab, TenantLifecycle lifecycle, TenantId tenant) {
                super.prepare(lab, lifecycle, tenant);
                lifecycle.offboard(tenant, Duration.ZERO);
            }

            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.shred(tenant, "crash test");
            }

            @Override
            TenantStatus status() {
                return TenantStatus.SHREDDED;
            }
        },
        /** In the place of a migration away from the tenant's own key, in the middle of its rows. */
        SHRED_MOVING(Tier.BRING_YOUR_OWN_KEY, Tier.SILO) {
            @Override
            void prepare(LifecycleLab lab, TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.onboard(Onboarding.bringYourOwnKey(tenant, lab.broughtKey()));
                lifecycle.offboard(tenant, Duration.ZERO);
                try (LabFault down = lab.aws()
                        .faults()
                        .on("kms:ReEncrypt*")
                        .matching(new AfterFirst(1))
                        .serverError()) {
                    assertThatThrownBy(() -> lifecycle.migrate(tenant, RootKeyTarget.silo()))
                            .isInstanceOf(TenantIsolationException.class);
                    assertThat(down.hits()).isPositive();
                }
                assertThat(Set.copyOf(lab.keyRows(tenant).values())).hasSize(2);
            }

            @Override
            void run(TenantLifecycle lifecycle, TenantId tenant) {
                lifecycle.shred(tenant, "crash test");
            }

            @Override
            TenantStatus status() {
                return TenantStatus.SHREDDED;
            }
        };

        private final Tier from;
        private final Tier to;

        Scenario(Tier from, Tier to) {
            this.from = from;
            this.to = to;
        }

        Tier to() {
            return to;
        }

        /** Where the tenant is when it is done. */
        TenantStatus status() {
            return TenantStatus.ACTIVE;
        }

        /** How many usable KMS keys the tenant has at the end; a migration leaves the former one as it is. */
        int siloKeys() {
            return from == Tier.SILO || to == Tier.SILO ? 1 : 0;
        }

        void prepare(LifecycleLab lab, TenantLifecycle lifecycle, TenantId tenant) {
            lifecycle.onboard(from == Tier.SILO ? Onboarding.silo(tenant) : Onboarding.pool(tenant));
        }

        abstract void run(TenantLifecycle lifecycle, TenantId tenant);
    }

    /** Of how many calls one is a crash: 1 for all of them. */
    private final int stride = Integer.getInteger("partywall.crash.stride", 4);

    private final int offset =
            Integer.getInteger("partywall.seed", ThreadLocalRandom.current().nextInt(stride));
    private final LifecycleLab lab = new LifecycleLab();
    /** Root keys that tenants have moved away from, which a migration leaves as they are. */
    private final Set<String> formerKeys = new HashSet<>();

    @AfterAll
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void operation_crashesAtAnyCall_isFinishedByTheNextProcess(Scenario scenario) {
        CrashPoint whole = CrashPoint.never();
        TenantId first = TenantId.of(scenario.name());
        prepare(scenario, first);
        scenario.run(lab.lifecycle(whole).build(), first);
        System.out.println("CrashTest: -Dpartywall.seed=" + offset + " " + scenario + ": " + whole.names());
        for (int at = offset % stride; at <= whole.names().size(); at += stride) {
            crash(scenario, new CrashPoint(at), TenantId.of(scenario.name() + "-" + at));
        }
        lab.assertNoOrphans(formerKeys);
    }

    private Optional<TenantRecord> prepare(Scenario scenario, TenantId tenant) {
        scenario.prepare(lab, lab.lifecycle().build(), tenant);
        Optional<TenantRecord> before = lab.record(tenant);
        if (scenario.from == Tier.SILO && scenario.to == Tier.POOL) {
            before.flatMap(record -> record.key().rootKey()).ifPresent(formerKeys::add);
        }
        return before;
    }

    private void crash(Scenario scenario, CrashPoint point, TenantId tenant) {
        Optional<TenantRecord> before = prepare(scenario, tenant);
        byte[] message = before.filter(TenantRecord::isServed).isPresent() ? lab.seal(tenant) : new byte[0];
        Throwable end = catchThrowable(() -> scenario.run(lab.lifecycle(point).build(), tenant));
        if (!point.isOfARefusedCall()) {
            assertThat(end).as("%s", point.names()).isNotNull();
            // Of a branch key's load by whoever waits for it.
            assertThat(rootCause(end)).as("%s", point.names()).isInstanceOf(Crash.class);
        }

        TenantLifecycle next = lab.lifecycle().build();
        assertThat(next.recover()).allSatisfy(one -> assertThat(one.failure()).isEmpty());
        scenario.run(next, tenant);

        if (scenario.status() == TenantStatus.SHREDDED) {
            lab.assertShredded(tenant);
            return;
        }
        assertWhole(scenario, tenant);
        if (message.length > 0 && scenario != Scenario.SUSPEND) {
            assertThat(lab.open(tenant, message)).isEqualTo(LifecycleLab.PLAINTEXT);
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private void assertWhole(Scenario scenario, TenantId tenant) {
        lab.assertWhole(tenant, scenario.to);
        TenantRecord record = lab.record(tenant).orElseThrow();
        assertThat(record.status()).isEqualTo(scenario.status());
        // A rotation that has made its version and was not told is made again: the one version more is nobody's loss.
        assertThat(lab.keyRows(tenant)).hasSizeBetween(3, scenario == Scenario.ROTATE ? 5 : 3);
    }
}
