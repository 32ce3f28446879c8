package dev.partywall.lifecycle.internal;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.keyring.TenantKeyRules;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.FleetSettings;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.SiloKeys;
import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.TenantExport;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.lifecycle.TenantRoles;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** The settings of a lifecycle, checked. */
public record LifecycleSettings(
        TenantRegistry registry,
        String table,
        DynamoDbClient dynamoDb,
        KmsClient kms,
        Optional<String> sharedRootKey,
        Optional<SiloKeys> siloKeys,
        Optional<TenantRoles> tenantRoles,
        List<String> sharedRoles,
        Optional<IamClient> iam,
        TenantPolicies policies,
        FleetSettings fleet,
        Optional<TenantDirectory> directory,
        Optional<TenantExport> export,
        Optional<CertificateSigner> certificates,
        IsolationEventListener listener,
        Clock clock) {

    /** The settings while they are collected; the builder writes its fields. */
    public static final class Collector {

        private static final Pattern ROLE_ARN = Pattern.compile("arn:[a-z-]+:iam::[0-9]{12}:role/[!-~]{1,576}");

        public @Nullable TenantRegistry registry;
        public @Nullable String table;
        public @Nullable DynamoDbClient dynamoDb;
        public @Nullable KmsClient kms;
        public @Nullable String sharedRootKey;
        public @Nullable SiloKeys siloKeys;
        public @Nullable TenantRoles tenantRoles;
        public List<String> sharedRoles = List.of();
        public @Nullable IamClient iam;
        public TenantPolicies policies = TenantPolicies.create();
        public FleetSettings fleet = FleetSettings.standard();
        public @Nullable TenantDirectory directory;
        public @Nullable TenantExport export;
        public @Nullable CertificateSigner certificates;
        public IsolationEventListener listener = IsolationEventListener.none();
        public Clock clock = Clock.systemUTC();

        /** The settings, or {@link InvalidLifecycleSettingException}. */
        public LifecycleSettings check() {
            Optional<String> shared = Optional.ofNullable(sharedRootKey);
            shared.ifPresent(TenantKeyRules::of);
            sharedRoles.forEach(Collector::requireRole);
            return new LifecycleSettings(
                    present("registry", registry),
                    present("keyStore", table),
                    present("keyStore", dynamoDb),
                    present("kms", kms),
                    shared,
                    Optional.ofNullable(siloKeys),
                    Optional.ofNullable(tenantRoles),
                    List.copyOf(sharedRoles),
                    Optional.ofNullable(iam),
                    policies,
                    fleet,
                    Optional.ofNullable(directory),
                    Optional.ofNullable(export),
                    Optional.ofNullable(certificates),
                    listener,
                    clock);
        }

        private static void requireRole(String arn) {
            if (!ROLE_ARN.matcher(arn).matches()) {
                throw InvalidLifecycleSettingException.setting("sharedRoles", "takes ARNs of IAM roles");
            }
        }

        private static <T> T present(String setting, @Nullable T value) {
            if (value == null) {
                throw InvalidLifecycleSettingException.setting(
                        setting, "is missing; call " + setting + "(...) on the builder with no null argument");
            }
            return value;
        }
    }
}
