package dev.partywall.lifecycle.reencryption;

final class InMemoryJobStoreTest extends JobStoreContract {

    @Override
    JobStore create() {
        return InMemoryJobStore.create();
    }
}
