package dev.partywall.cli.output;

import dev.partywall.lifecycle.Suspension;

/**
 * A suspension.
 *
 * @param suspension what holds now, and from when on it holds everywhere
 */
public record SuspensionResult(Suspension suspension) implements Result {

    @Override
    public Object json() {
        return Fields.create()
                .withAll(TenantFields.json(suspension.record()))
                .with("holdsEverywhereFrom", suspension.fleetBy())
                .toMap();
    }

    @Override
    public String text() {
        return TenantFields.table(suspension.record())
                .row("Holds everywhere", "from " + suspension.fleetBy() + " on")
                .toString();
    }
}
