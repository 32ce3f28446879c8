package dev.partywall.lifecycle.internal.registry;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import dev.partywall.lifecycle.internal.json.StrictJson;

/**
 * The one form in which every registry stores a record: a JSON object.
 *
 * <p>Reading is strict: what an older or newer release, or a hand, wrote otherwise is refused rather than read in part. A
 * field that is overlooked could be the one that says that a tenant is suspended.
 */
final class RecordJson {

    /** The number of this form; another form gets another number. */
    static final int FORMAT = 1;

    private RecordJson() {}

    /** The record as text; of equal records equal texts. */
    static String write(TenantRecord record) {
        String text = RecordWriter.write(record);
        if (text.length() > StrictJson.MAX_LENGTH) {
            throw InvalidLifecycleSettingException.setting(
                    "record",
                    "the record of tenant " + record.tenant() + " takes " + text.length() + " bytes, and no more than "
                            + StrictJson.MAX_LENGTH
                            + " can be stored; shorten its attributes or its operation's parameters");
        }
        return text;
    }

    /**
     * The record of a text.
     *
     * @throws MalformedJsonException if the text is not exactly of this form
     */
    static TenantRecord read(String text) {
        return new RecordReader(text).read();
    }
}
