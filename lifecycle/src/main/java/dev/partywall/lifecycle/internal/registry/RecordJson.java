package dev.partywall.lifecycle.internal.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.TenantRecord;

/**
 * The one form in which every registry stores a record: a JSON object of ASCII characters alone.
 *
 * <p>ASCII, all else being escaped, because then a text's length is its size in bytes wherever it is stored, and no
 * database's character set or collation can change it.
 *
 * <p>Reading is strict: what an older or newer release, or a hand, wrote otherwise is refused rather than read in part. A
 * field that is overlooked could be the one that says that a tenant is suspended.
 */
public final class RecordJson {

    /** The number of this form; another form gets another number. */
    static final int FORMAT = 1;

    /**
     * The longest text, in bytes: DynamoDB's limit for an item is 409,600, names and keys included.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Quotas in Amazon
     *     DynamoDB: item size</a>
     */
    public static final int MAX_LENGTH = 390_000;

    /** Objects in an object, at most: the record, its operation, the operation's parameters. */
    private static final int MAX_DEPTH = 3;

    /** Writes and reads this form. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_LENGTH)
                    .maxStringLength(MAX_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private RecordJson() {}

    /** The record as text; of equal records equal texts. */
    static String write(TenantRecord record) {
        String text = new RecordWriter().write(record);
        if (text.length() > MAX_LENGTH) {
            throw InvalidLifecycleSettingException.setting(
                    "record",
                    "the record of tenant " + record.tenant() + " takes " + text.length() + " bytes, and no more than "
                            + MAX_LENGTH + " can be stored; shorten its attributes or its operation's parameters");
        }
        return text;
    }

    /**
     * The record of a text.
     *
     * @throws MalformedRecordException if the text is not exactly of this form
     */
    static TenantRecord read(String text) {
        return new RecordReader(text).read();
    }
}
