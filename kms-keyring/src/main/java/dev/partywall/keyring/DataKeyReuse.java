package dev.partywall.keyring;

import java.time.Duration;

/**
 * How far a data key may be used for more than one message: an option of {@link TenantKeyring.Builder#dataKeyReuse}, off
 * unless it is set.
 *
 * <p>A data key is bound to the whole encryption context of a record, its id included. So messages share one only if they
 * have the same tenant, purpose, pairs <b>and record id</b>: versions of one record that is saved again and again, or the
 * rows of a bulk that is written under one id. Each message still has a message id and a message key of its own.
 *
 * <p><b>What it trades.</b> Time, against the reach of one data key: whoever learns it opens all messages that share it,
 * though never those of another tenant, purpose or record id. Rows that are written under one id are not bound to their
 * places: one opens in the place of another. And a message may be opened from memory, without a use of the branch key
 * within the call itself; never after the branch key left memory, for with it go the data keys.
 *
 * <p><b>What it keeps.</b> For each branch key in memory up to 16 data keys that seal and 16 that were opened, those used last,
 * each with the encryption context that it belongs to: some 13 KB a branch key where contexts are short, up to 1.5 MB where
 * they are as long as can be. Data keys past their age are dropped at the next sealing or opening under the same
 * branch key in memory, at the latest with it.
 *
 * @param maximumMessages messages that one data key seals at most: 1 to 4,294,967,296
 * @param maximumBytes bytes of plaintext that one data key seals at most: at least 1
 * @param maximumAge how long a data key is used at most: 1 millisecond to 24 hours; never longer than its branch key stays
 *     in memory
 * @see <a href="https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/thresholds.html">Setting cache security
 *     thresholds, in the AWS Encryption SDK's guide</a>
 */
public record DataKeyReuse(long maximumMessages, long maximumBytes, Duration maximumAge) {

    private static final long MOST_MESSAGES = 1L << 32;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    /**
     * Checks the bounds.
     *
     * @param maximumMessages as described at this type
     * @param maximumBytes as described at this type
     * @param maximumAge as described at this type
     * @throws InvalidKeySettingException if one is out of its range
     */
    public DataKeyReuse {
        require(maximumMessages >= 1 && maximumMessages <= MOST_MESSAGES, "maximumMessages takes 1 to 4,294,967,296");
        require(maximumBytes >= 1, "maximumBytes takes at least 1");
        require(
                maximumAge.compareTo(SHORTEST) >= 0 && maximumAge.compareTo(LONGEST) <= 0,
                "maximumAge takes 1 millisecond to 24 hours");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw InvalidKeySettingException.setting("dataKeyReuse", problem);
        }
    }
}
