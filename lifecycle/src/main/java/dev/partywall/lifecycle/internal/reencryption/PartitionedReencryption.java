package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.TenantContext;
import dev.partywall.lifecycle.reencryption.Reencryption;
import dev.partywall.lifecycle.reencryption.ReencryptionReport;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A re-encryption that goes through the partitions of a source. */
public final class PartitionedReencryption implements Reencryption {

    private final ReencryptionSettings settings;
    private final FreshKeys keys;

    /** Calls nothing. */
    public PartitionedReencryption(ReencryptionSettings settings) {
        this.settings = settings;
        this.keys = new FreshKeys(settings);
    }

    @Override
    public ReencryptionReport run() {
        return with(Optional.empty(), run -> run.rewrite(Mode.RUN));
    }

    @Override
    public ReencryptionReport restart() {
        return with(Optional.empty(), run -> run.rewrite(Mode.RESTART));
    }

    @Override
    public ReencryptionReport dryRun() {
        return with(Optional.empty(), Run::look);
    }

    @Override
    public ReencryptionReport retryFailed() {
        return with(Optional.empty(), run -> run.rewrite(Mode.RETRY));
    }

    @Override
    public List<String> partitions() {
        return TenantContext.call(settings.tenant(), () -> Partitions.of(settings.source()));
    }

    @Override
    public ReencryptionReport runPartition(String partition) {
        return with(Optional.of(partition), run -> run.rewrite(Mode.RUN));
    }

    /** The tenant is bound here as well, so that a caller with another one is refused. */
    private ReencryptionReport with(Optional<String> only, Function<Run, ReencryptionReport> work) {
        return TenantContext.call(settings.tenant(), () -> work.apply(new Run(settings, keys, only)));
    }
}
