package dev.partywall.lifecycle.reencryption;

import java.util.Map;
import java.util.Optional;

/** A store of records as the applications that own them use it, and its source. */
interface RecordStore {

    /** The tenant whose records the source reads. */
    String TENANT = "acme";

    /** A new object over the same records, as another process would have it. */
    RecordSource source();

    /** The same in parts. */
    RecordSource inParts();

    /** Makes a record, or writes its message; what else is kept with it stays as it is. */
    void put(String tenant, String id, byte[] message);

    /** Changes what else is kept with a record, and leaves the message. */
    void annotate(String id, String note);

    void remove(String id);

    /** The messages of a tenant by record id. */
    Map<String, byte[]> messages(String tenant);

    /** Everything of a record but its message, as text. */
    Optional<String> rest(String id);

    default void put(String id, byte[] message) {
        put(TENANT, id, message);
    }

    default Optional<byte[]> message(String id) {
        return Optional.ofNullable(messages(TENANT).get(id));
    }
}
