package dev.partywall.lifecycle.internal.fleet;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.TenantKeyRules;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry.Changes;
import dev.partywall.lifecycle.TenantRegistryException;
import dev.partywall.lifecycle.TenantStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The registry in memory, kept up to date by asking for what changed. */
public final class PollingTenantDirectory implements TenantDirectory {

    private static final int PAGE = 1_000;

    private final Logger logger = System.getLogger(PollingTenantDirectory.class.getName());
    private final DirectorySettings settings;
    private final ConcurrentMap<TenantId, TenantRecord> known = new ConcurrentHashMap<>();
    private final List<Consumer<TenantId>> keys = new CopyOnWriteArrayList<>();
    private final List<Consumer<TenantId>> sessions = new CopyOnWriteArrayList<>();
    private final Thread poller;
    private final Object asking = new Object();
    private long read;
    private volatile Moment synced;
    private volatile boolean closed;
    private volatile boolean setBack;

    private PollingTenantDirectory(DirectorySettings settings) {
        this.settings = settings;
        this.synced = Moment.now(settings.clock());
        this.poller = new Thread(this::poll, "partywall-tenant-directory");
        this.poller.setDaemon(true);
    }

    /** A directory that has asked once, and goes on asking. */
    public static PollingTenantDirectory start(DirectorySettings settings) {
        PollingTenantDirectory directory = new PollingTenantDirectory(settings);
        directory.refresh();
        directory.poller.start();
        return directory;
    }

    private void poll() {
        boolean answered = true;
        while (!closed) {
            try {
                Thread.sleep(settings.fleet().pollInterval().toMillis());
                refresh();
                answered = true;
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException | Error failure) {
                if (closed) {
                    return;
                }
                // Nobody waits for this. What the gate does about it shows in what it refuses.
                if (answered) {
                    logger.log(
                            Level.WARNING,
                            "The registry of tenants does not answer; tenants are served for the bound"
                                    + " of their tier",
                            failure);
                }
                answered = false;
            }
        }
    }

    @Override
    public void refresh() {
        synchronized (asking) {
            if (setBack) {
                throw new TenantRegistryException(
                        ErrorCode.REGISTRY_SET_BACK,
                        null,
                        false,
                        "the registry of tenants was set back while this JVM read it, so what it missed it cannot know; bring"
                                + " the registry up to date, then start this JVM anew",
                        null);
            }
            try {
                readToTheEnd();
            } catch (TenantRegistryException failure) {
                // What comes under numbers that were read already is missed for good: nothing that is read later makes
                // up for it.
                setBack |= failure.code() == ErrorCode.REGISTRY_SET_BACK;
                throw failure;
            }
        }
    }

    private void readToTheEnd() {
        Moment begin;
        Changes changes;
        do {
            begin = Moment.now(settings.clock());
            changes = settings.registry().changes(read, PAGE);
            changes.records().forEach(this::learn);
            read = changes.next();
        } while (!changes.isEnd());
        synced = begin;
    }

    /** First the record, by which the gate refuses; then what is in memory, which no load brings back. */
    @Override
    public void learn(TenantRecord record) {
        TenantRecord before = known.get(record.tenant());
        TenantRecord kept =
                record.withDeparture(record.departure().map(departure -> departure.withCertificate(Optional.empty())));
        TenantRecord now =
                known.merge(record.tenant(), kept, (one, other) -> one.version() >= other.version() ? one : other);
        if (!now.isServed()) {
            evict(keys, record.tenant());
            evict(sessions, record.tenant());
        } else if (before != null && !before.role().equals(now.role())) {
            evict(sessions, record.tenant());
        }
    }

    /** One that fails holds up neither the others nor the feed: the gate is closed already. */
    private void evict(List<Consumer<TenantId>> evictions, TenantId tenant) {
        for (Consumer<TenantId> eviction : evictions) {
            try {
                eviction.accept(tenant);
            } catch (RuntimeException | Error failure) {
                logger.log(
                        Level.ERROR,
                        "Tenant " + tenant + ": its keys or sessions may be in memory still; look at the listeners of"
                                + " the keyring and the credentials",
                        failure);
            }
        }
    }

    @Override
    public void evicting(TenantKeyring keyring) {
        keys.add(keyring::evict);
    }

    @Override
    public void evicting(TenantCredentials credentials) {
        sessions.add(credentials::evict);
    }

    @Override
    public Optional<TenantRecord> find(TenantId tenant) {
        return Optional.ofNullable(known.get(tenant));
    }

    @Override
    public Duration age() {
        return synced.age(settings.clock());
    }

    @Override
    public void requireServed(TenantId tenant) {
        // First how old what is known is, then what it is: a thread that pauses in between reads something newer, not
        // older.
        Duration age = age();
        TenantRecord record = require(tenant);
        Duration bound = settings.fleet().boundOf(record.tier());
        if (closed || setBack || age.compareTo(bound) >= 0) {
            throw stale(record, bound);
        }
        if (!record.isServed()) {
            throw notServed(record);
        }
    }

    private TenantNotServedException stale(TenantRecord record, Duration bound) {
        return refusal(
                ErrorCode.TENANT_STATE_STALE,
                record,
                !closed && !setBack,
                closed
                        ? "its directory is closed; use one that lives as long as the service"
                        : setBack
                                ? "the registry of tenants was set back while this JVM read it; start this JVM anew"
                                : "the registry of tenants has not answered for " + bound + ", the bound of tier "
                                        + record.tier()
                                        + ", so nobody can tell whether it is suspended; look at the registry's health");
    }

    private TenantRecord require(TenantId tenant) {
        TenantRecord record = known.get(tenant);
        if (record == null) {
            throw new TenantNotServedException(
                    ErrorCode.TENANT_UNKNOWN,
                    tenant,
                    true,
                    "the registry of tenants has no such tenant, or this JVM has not heard of it yet; onboard it with"
                            + " TenantLifecycle.onboard",
                    null);
        }
        return record;
    }

    private static TenantNotServedException notServed(TenantRecord record) {
        return switch (record.status()) {
            case SUSPENDED ->
                refusal(
                        ErrorCode.TENANT_SUSPENDED,
                        record,
                        false,
                        "is suspended; TenantLifecycle.resume serves it again");
            case ONBOARDING ->
                refusal(
                        ErrorCode.TENANT_ONBOARDING,
                        record,
                        true,
                        "its onboarding is not finished; wait for it, or finish it with TenantLifecycle.onboard");
            case ACTIVE, OFFBOARDING, SHREDDED ->
                refusal(
                        ErrorCode.TENANT_OFFBOARDED,
                        record,
                        false,
                        "is shredded, or being shredded, for good; whoever comes back is onboarded with another id");
        };
    }

    private static TenantNotServedException refusal(
            ErrorCode code, TenantRecord record, boolean retryable, String problem) {
        return new TenantNotServedException(code, record.tenant(), retryable, problem, null);
    }

    @Override
    public TenantKeyRules rulesOf(TenantId tenant) {
        TenantRecord record = require(tenant);
        return KeyRules.of(record)
                .orElseThrow(() -> notServed(record.isServed() ? record.withStatus(TenantStatus.ONBOARDING) : record));
    }

    @Override
    public String roleOf(Tenant tenant) {
        return require(tenant.id()).role().orElse("");
    }

    @Override
    public void close() {
        closed = true;
        poller.interrupt();
    }
}
