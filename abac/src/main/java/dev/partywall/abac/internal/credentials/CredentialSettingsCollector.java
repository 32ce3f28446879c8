package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.InvalidCredentialSettingException;
import dev.partywall.abac.TenantRoleDirectory;
import dev.partywall.abac.WebIdentityTokens;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantGate;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.StsClient;

/** The settings while they are collected; {@link #check} looks at how they go together. */
public final class CredentialSettingsCollector {

    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
    private static final Pattern TAG_KEY = Pattern.compile("(?!(?i)aws:)[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");

    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

    private static final String TENANT_TAG = "TenantId";

    private @Nullable StsClient sts;
    private @Nullable TenantRoleDirectory roles;
    private boolean sharedRole;
    private @Nullable WebIdentityTokens tokens;
    private @Nullable String tenantTag;
    private boolean tagless;
    private final Map<String, String> attributeTags = new HashMap<>();
    private @Nullable Set<String> transitive;
    private boolean actorIsSource;
    private @Nullable String externalId;
    private @Nullable Function<Tenant, String> policy;
    private Duration duration = Duration.ofHours(1);
    private Duration expiryMargin = Duration.ofMinutes(1);
    private Duration failureBackoff = Duration.ofSeconds(2);
    private Duration loadTimeout = Duration.ofSeconds(10);
    private int maximumSessions = 20_000;
    private int assumeRoleRate = 100;
    private TenantGate gate = TenantGate.open();
    private IsolationEventListener listener = IsolationEventListener.none();
    private @Nullable Clock clock;

    /** See the builder. */
    public void sts(StsClient client) {
        sts = present("sts", client);
    }

    /** See the builder. */
    public void role(String arn) {
        require(
                SessionRequest.isRole(present("role", arn)),
                "role",
                "takes the ARN of a role, arn:<partition>:iam::<account>:role/<name>");
        requireFirst("role");
        sharedRole = true;
        roles = tenant -> arn;
    }

    /** See the builder. */
    public void roles(TenantRoleDirectory directory) {
        requireFirst("roles");
        roles = present("roles", directory);
    }

    private void requireFirst(String setting) {
        require(roles == null, setting, "stands beside another role or roles; say one of them, once");
    }

    /** See the builder. */
    public void webIdentity(WebIdentityTokens supplier) {
        tokens = present("webIdentity", supplier);
    }

    /** See the builder. */
    public void tenantTag(String key) {
        tenantTag = requireTagKey("tenantTag", key);
    }

    /** See the builder. */
    public void attributeTag(String attribute, String key) {
        String before = attributeTags.put(present("attributeTag", attribute), requireTagKey("attributeTag", key));
        require(before == null, "attributeTag", "names the attribute '" + attribute + "' twice; keep one of the two");
    }

    /** See the builder. */
    public void withoutSessionTags() {
        tagless = true;
    }

    /** See the builder. */
    public void transitiveTags(String... keys) {
        Set<String> named = new HashSet<>();
        for (String key : keys) {
            require(named.add(present("transitiveTags", key)), "transitiveTags", "names the key '" + key + "' twice");
        }
        transitive = named;
    }

    /** See the builder. */
    public void sourceIdentityFromActor() {
        actorIsSource = true;
    }

    /** See the builder. */
    public void externalId(String id) {
        require(
                EXTERNAL_ID.matcher(present("externalId", id)).matches(),
                "externalId",
                "is 2 to 1,224 letters, digits and _+=,.@:/-");
        externalId = id;
    }

    /** See the builder. */
    public void sessionPolicy(String json) {
        SessionRequest.problemOf(present("sessionPolicy", json)).ifPresent(problem -> {
            throw new InvalidCredentialSettingException("sessionPolicy", problem);
        });
        policy = tenant -> json;
    }

    /** See the builder. */
    public void sessionPolicy(Function<Tenant, String> of) {
        policy = present("sessionPolicy", of);
    }

    /** See the builder. */
    public void duration(Duration of) {
        duration = between("duration", of, Duration.ofMinutes(15), Duration.ofHours(12));
        require(of.equals(of.truncatedTo(ChronoUnit.SECONDS)), "duration", "takes whole seconds");
    }

    /** See the builder. */
    public void expiryMargin(Duration of) {
        expiryMargin = between("expiryMargin", of, Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    /** See the builder. */
    public void failureBackoff(Duration of) {
        failureBackoff = between("failureBackoff", of, Duration.ZERO, Duration.ofMinutes(1));
    }

    /** See the builder. */
    public void loadTimeout(Duration of) {
        loadTimeout = between("loadTimeout", of, Duration.ofMillis(100), Duration.ofMinutes(5));
    }

    /** See the builder. */
    public void maximumSessions(int size) {
        require(size >= 1, "maximumSessions", "is at least 1");
        maximumSessions = size;
    }

    /** See the builder. */
    public void assumeRoleRate(int perSecond) {
        require(perSecond >= 1 && perSecond <= 100_000, "assumeRoleRate", "takes 1 to 100,000 a second");
        assumeRoleRate = perSecond;
    }

    /** See the builder. */
    public void gate(TenantGate of) {
        gate = present("gate", of);
    }

    /** See the builder. */
    public void listener(IsolationEventListener of) {
        listener = present("listener", of);
    }

    /** See the builder. */
    public void clock(Clock of) {
        clock = present("clock", of);
    }

    /** The settings, or {@link InvalidCredentialSettingException}. */
    public CredentialSettings check() {
        StsClient client = present("sts", sts);
        SessionMapping mapping = mapping();
        TenantRoleDirectory directory = present("role", roles);
        RolesOfOneTenant ofOneTenant = new RolesOfOneTenant(directory);
        SessionRequest request =
                new SessionRequest(tagless ? ofOneTenant : directory, mapping, Optional.ofNullable(policy), duration);
        return new CredentialSettings(
                source(client, request),
                mapping,
                expiryMargin,
                failureBackoff,
                loadTimeout,
                maximumSessions,
                assumeRoleRate,
                gate,
                ofOneTenant::forget,
                listener,
                SessionClock.of(Optional.ofNullable(clock)));
    }

    private SessionSource source(StsClient client, SessionRequest request) {
        if (tokens == null) {
            return new AssumeRoleSource(client, request, Optional.ofNullable(externalId));
        }
        require(
                !tagless,
                "withoutSessionTags",
                "leaves nothing in a web identity token to compare with the tenant; leave out one of the two");
        require(
                transitive == null,
                "transitiveTags",
                "has no place in AssumeRoleWithWebIdentity, where the token says which tags are transitive; leave out one of"
                        + " the two");
        require(
                externalId == null,
                "externalId",
                "has no place in AssumeRoleWithWebIdentity; leave out one of the two");
        require(
                !actorIsSource,
                "sourceIdentityFromActor",
                "has no place in AssumeRoleWithWebIdentity, where the token's claim"
                        + " https://aws.amazon.com/source_identity is the source identity; leave out one of the two");
        return new WebIdentitySource(client, request, tokens);
    }

    private SessionMapping mapping() {
        if (tagless) {
            requireTagless();
            return new SessionMapping(Optional.empty(), Map.of(), Set.of(), actorIsSource);
        }
        String key = tenantTag == null ? TENANT_TAG : tenantTag;
        requireDistinct(key);
        Set<String> persistent = transitive == null ? Set.of(key) : transitive;
        for (String tag : persistent) {
            require(
                    tag.equals(key) || attributeTags.containsValue(tag),
                    "transitiveTags",
                    "names a key that no session tag has; they are " + key + " and "
                            + attributeTags.values().stream().sorted().toList());
        }
        return new SessionMapping(Optional.of(key), attributeTags, persistent, actorIsSource);
    }

    private void requireTagless() {
        require(
                !sharedRole,
                "withoutSessionTags",
                "leaves nothing to tell tenants of a shared role apart; it goes with roles, of which each is one tenant's");
        require(
                tenantTag == null && attributeTags.isEmpty() && transitive == null,
                "withoutSessionTags",
                "stands beside tenantTag, attributeTag or transitiveTags; leave out one of the two");
    }

    /** IAM folds the case of tag keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
    private void requireDistinct(String key) {
        Set<String> folded = new HashSet<>(List.of(key.toLowerCase(Locale.ROOT)));
        for (String other : attributeTags.values()) {
            require(
                    folded.add(other.toLowerCase(Locale.ROOT)),
                    "attributeTag",
                    "gives two session tags keys that differ at most by case, '" + other + "'; IAM takes them for one");
        }
    }

    private static String requireTagKey(String setting, String key) {
        require(
                TAG_KEY.matcher(present(setting, key)).matches(),
                setting,
                "takes as key 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with aws:");
        return key;
    }

    private static Duration between(String setting, Duration value, Duration least, Duration most) {
        require(
                present(setting, value).compareTo(least) >= 0 && value.compareTo(most) <= 0,
                setting,
                "takes " + least + " to " + most);
        return value;
    }

    private static void require(boolean holds, String setting, String problem) {
        if (!holds) {
            throw new InvalidCredentialSettingException(setting, problem);
        }
    }

    private static <T> T present(String setting, @Nullable T value) {
        if (value == null) {
            throw new InvalidCredentialSettingException(setting, "is required");
        }
        return value;
    }
}
