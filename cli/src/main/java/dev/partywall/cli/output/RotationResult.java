package dev.partywall.cli.output;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.Rotation;

/**
 * A rotation.
 *
 * @param tenant whose
 * @param rotation how it ended
 */
public record RotationResult(TenantId tenant, Rotation rotation) implements Result {

    @Override
    public Object json() {
        return Fields.create()
                .with("tenant", tenant.value())
                .with("outcome", outcome())
                .with("previous", previous().toString())
                .with("active", rotation.active().toString())
                .toMap();
    }

    @Override
    public String text() {
        return Table.ofFields()
                .row("Tenant", tenant.value())
                .row("Outcome", outcome())
                .row("Previous", previous().toString())
                .row("Active", rotation.active().toString())
                .toString();
    }

    /** SUPERSEDED: somebody else made a version at the same time, and this call made none. */
    String outcome() {
        return rotation instanceof Rotation.Rotated ? "ROTATED" : "SUPERSEDED";
    }

    BranchKeyVersion previous() {
        return rotation instanceof Rotation.Rotated rotated
                ? rotated.from()
                : ((Rotation.Superseded) rotation).expected();
    }
}
