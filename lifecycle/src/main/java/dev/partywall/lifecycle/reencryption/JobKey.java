package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.util.regex.Pattern;

/**
 * What a row of a job's memory is of.
 *
 * @param tenant whose records
 * @param purpose what they are for
 * @param source where they are stored: {@link RecordSource#name}
 * @param partition one of {@link RecordSource#partitions}
 */
public record JobKey(TenantId tenant, String purpose, String source, String partition) {

    private static final Pattern TEXT = Pattern.compile("[!-~]{1,200}");

    /**
     * Checks the texts.
     *
     * @param tenant whose records
     * @param purpose what they are for
     * @param source where they are stored
     * @param partition which part
     * @throws InvalidLifecycleSettingException if one is not 1 to 200 printable ASCII characters without spaces
     */
    public JobKey {
        require("purpose", purpose);
        require("source", source);
        require("partition", partition);
    }

    private static void require(String setting, String text) {
        if (!TEXT.matcher(text).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    setting, "must be 1 to 200 printable ASCII characters without spaces");
        }
    }

    /**
     * Purpose, source and partition as one text, which no other such three have.
     *
     * @return 5 to 602 printable ASCII characters
     */
    public String job() {
        return purpose + " " + source + " " + partition;
    }
}
