package dev.partywall.cli.settings;

import dev.partywall.abac.PolicyPlace;
import dev.partywall.abac.TenantPolicy;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.SiloKeys;
import dev.partywall.lifecycle.TenantRoles;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import java.util.Optional;

/** What is made for single tenants, from settings and the files of policies that they name. */
final class PolicyTexts {

    /** Stands for the tenant's id in the key policy. */
    static final String TENANT = "{{tenant}}";

    private static final TenantId SAMPLE = TenantId.of("sample");

    private PolicyTexts() {}

    static Optional<SiloKeys> siloKeys(SettingTexts settings) {
        Optional<SiloKeys> keys = settings.find(SettingKey.SILO_ALIAS_PREFIX)
                .map(SiloKeys::of)
                .map(silo -> settings.find(
                                SettingKey.SILO_DELETION_WINDOW_DAYS, Integer::valueOf, "a number of days, 7 to 30")
                        .map(silo::withDeletionWindowDays)
                        .orElse(silo))
                .map(silo -> keyPolicy(settings, silo));
        if (keys.isEmpty()) {
            settings.requireNone(
                    SettingKey.SILO_ALIAS_PREFIX,
                    SettingKey.SILO_DELETION_WINDOW_DAYS,
                    SettingKey.SILO_KEY_POLICY_FILE);
        }
        return keys;
    }

    private static SiloKeys keyPolicy(SettingTexts settings, SiloKeys keys) {
        SettingKey key = SettingKey.SILO_KEY_POLICY_FILE;
        return settings.find(key)
                .map(name -> settings.content(key, name))
                .map(text -> {
                    document(key, PolicyType.KEY, text.replace(TENANT, SAMPLE.value()));
                    return keys.withKeyPolicy(tenant -> text.replace(TENANT, tenant.value()));
                })
                .orElse(keys);
    }

    static Optional<TenantRoles> roles(SettingTexts settings, String tenantTag) {
        if (!settings.has(SettingKey.ROLES_PATH)) {
            settings.requireNone(
                    SettingKey.ROLES_PATH,
                    SettingKey.ROLES_NAME_PREFIX,
                    SettingKey.ROLES_TRUST_POLICY_FILE,
                    SettingKey.ROLES_IDENTITY_POLICY_FILE,
                    SettingKey.ROLES_PERMISSIONS_BOUNDARY);
            return Optional.empty();
        }
        String because = "roles of single tenants need it, or leave " + SettingKey.ROLES_PATH + " out";
        return Optional.of(new TenantRoles(
                settings.require(SettingKey.ROLES_PATH, because),
                settings.require(SettingKey.ROLES_NAME_PREFIX, because),
                tenantTag,
                policy(settings, SettingKey.ROLES_TRUST_POLICY_FILE, PolicyPlace.TRUST, because),
                policy(settings, SettingKey.ROLES_IDENTITY_POLICY_FILE, PolicyPlace.IDENTITY, because),
                settings.require(SettingKey.ROLES_PERMISSIONS_BOUNDARY, because)));
    }

    private static TenantPolicy policy(SettingTexts settings, SettingKey key, PolicyPlace place, String because) {
        String text = settings.content(key, settings.require(key, because));
        return new TenantPolicy(place, document(key, place.type(), text));
    }

    private static PolicyDocument document(SettingKey key, PolicyType type, String text) {
        try {
            return PolicyDocument.parse(type, text);
        } catch (PolicySyntaxException malformed) {
            throw SettingTexts.refused(
                    key.toString(), "names a file that is no policy of its kind: " + malformed.getMessage(), malformed);
        }
    }
}
