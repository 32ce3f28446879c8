package dev.partywall.examples.records;

import dev.partywall.keyring.RecordId;

/** Ways to make another tenant's record look like one's own. */
enum Forgery {
    /** Writes one's own name over the victim's; the key version stays the victim's. */
    NAMES("Forge: own name on others' records") {
        @Override
        Forged forge(StoredRecord victim, StoredRecord own) {
            SealedMessage message = SealedMessage.parse(victim.messageBytes()).namedFor(own.tenant());
            return new Forged(message, victim.id());
        }
    },
    /** Writes one's own key version as well: the attacker's own branch key is then loaded and tried. */
    NAMES_AND_KEY_VERSION("Forge: own name and key version") {
        @Override
        Forged forge(StoredRecord victim, StoredRecord own) {
            SealedMessage message = SealedMessage.parse(victim.messageBytes())
                    .namedFor(own.tenant())
                    .versioned(SealedMessage.parse(own.messageBytes()).branchKeyVersion());
            return new Forged(message, victim.id());
        }
    },
    /** Puts the intact header of a record of one's own before the victim's body: the header verifies. */
    HEADER("Forge: own header, others' content") {
        @Override
        Forged forge(StoredRecord victim, StoredRecord own) {
            SealedMessage message =
                    SealedMessage.parse(own.messageBytes()).withBodyOf(SealedMessage.parse(victim.messageBytes()));
            return new Forged(message, own.id());
        }
    };

    private final String step;

    Forgery(String step) {
        this.step = step;
    }

    String step() {
        return step;
    }

    /** Forges a record of the victim into one of the tenant that owns {@code own}. */
    abstract Forged forge(StoredRecord victim, StoredRecord own);

    /**
     * What comes of it.
     *
     * @param message the forged message
     * @param recordId the id under which it is opened
     */
    record Forged(SealedMessage message, RecordId recordId) {}
}
