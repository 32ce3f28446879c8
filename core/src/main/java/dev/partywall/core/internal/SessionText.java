package dev.partywall.core.internal;

import dev.partywall.core.InvalidTenantException;
import dev.partywall.core.TenantId;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What STS takes as session tag and source identity.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html">STS Tag</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html">Tags for IAM resources: names that begin
 *     with aws: are reserved</a>
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">STS AssumeRole</a>
 */
public final class SessionText {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{0,256}");
    private static final Pattern ACTOR = Pattern.compile("[A-Za-z0-9_+=,.@-]{2,64}");

    private SessionText() {}

    /** Refuses an attribute that could not become a session tag. */
    public static void requireAttribute(TenantId tenant, String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw InvalidTenantException.attribute(
                    tenant, name, "has a name outside 1 to 128 letters, digits, spaces and _.:/=+-@");
        }
        if (name.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw InvalidTenantException.attribute(tenant, name, "begins with aws:, which AWS keeps to itself");
        }
        if (!VALUE.matcher(value).matches()) {
            throw InvalidTenantException.attribute(
                    tenant, name, "has a value outside 0 to 256 letters, digits, spaces and _.:/=+-@");
        }
    }

    /** Refuses an actor that could not become a source identity. */
    public static void requireActor(TenantId tenant, String actor) {
        if (!ACTOR.matcher(actor).matches()) {
            throw InvalidTenantException.actor(tenant);
        }
    }
}
