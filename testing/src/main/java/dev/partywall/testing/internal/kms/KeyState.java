package dev.partywall.testing.internal.kms;

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html, as far as symmetric keys of KMS go. */
enum KeyState {
    ENABLED("Enabled"),
    DISABLED("Disabled"),
    PENDING_DELETION("PendingDeletion");

    private final String wireName;

    KeyState(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
