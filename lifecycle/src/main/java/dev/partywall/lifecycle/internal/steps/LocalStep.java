package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Optional;

/** Lets this JVM know at once what the registry says: its gate, its branch keys, its sessions. */
public final class LocalStep implements Step {

    private final Optional<TenantDirectory> directory;

    /** Of this JVM's directory, if it has one. */
    public LocalStep(Optional<TenantDirectory> directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        directory.ifPresent(of -> of.learn(record));
        return record;
    }
}
