package dev.partywall.lifecycle.internal.aws;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.SiloKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.Tag;

/** KMS keys of single tenants, and their aliases. */
public final class SiloKeyMaker {

    private final KmsClient kms;
    private final SiloKeys settings;

    /** Makes keys by these settings. */
    public SiloKeyMaker(KmsClient kms, SiloKeys settings) {
        this.kms = kms;
        this.settings = settings;
    }

    /** Makes a key, whatever there is already. */
    public String create(TenantId tenant, UUID operation) {
        CreateKeyRequest.Builder request = CreateKeyRequest.builder()
                .description("Root key of tenant " + tenant)
                .tags(tags(tenant, operation));
        settings.keyPolicy().ifPresent(policy -> request.policy(policy.apply(tenant)));
        return AwsCall.of(
                tenant,
                "kms:CreateKey",
                () -> kms.createKey(request.build()).keyMetadata().arn());
    }

    private List<Tag> tags(TenantId tenant, UUID operation) {
        List<Tag> tags = new ArrayList<>();
        settings.tags().forEach((key, value) -> tags.add(tag(key, value)));
        tags.add(tag(SiloKeys.TENANT_TAG, tenant.value()));
        tags.add(tag(SiloKeys.OPERATION_TAG, operation.toString()));
        return tags;
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().tagKey(key).tagValue(value).build();
    }

    /**
     * The usable keys that an operation has made. Goes through all keys of the account, since KMS finds none by tag: for a process that
     * ended between a key's creation and its note, and for taking back.
     */
    public List<String> madeBy(TenantId tenant, UUID operation) {
        return AwsCall.of(tenant, "kms:ListKeys, kms:ListResourceTags and kms:DescribeKey", () -> {
            List<String> made = new ArrayList<>();
            KmsException denied = null;
            boolean anyTold = false;
            for (KeyListEntry key : kms.listKeysPaginator().keys()) {
                try {
                    if (hasTag(key.keyArn(), operation) && isUsable(key.keyArn())) {
                        made.add(key.keyArn());
                    }
                    anyTold = true;
                } catch (KmsException failure) {
                    denied = requireDenied(failure);
                }
            }
            if (denied != null && !anyTold) {
                throw denied;
            }
            return made;
        });
    }

    /** A key whose tags may not be read is one that others made: whoever makes keys may read the tags of their own. */
    private static KmsException requireDenied(KmsException failure) {
        if (failure.awsErrorDetails() != null
                && "AccessDeniedException".equals(failure.awsErrorDetails().errorCode())) {
            return failure;
        }
        throw failure;
    }

    private boolean hasTag(String arn, UUID operation) {
        try {
            return kms.listResourceTagsPaginator(request -> request.keyId(arn)).tags().stream()
                    .anyMatch(tag -> tag.tagKey().equals(SiloKeys.OPERATION_TAG)
                            && tag.tagValue().equals(operation.toString()));
        } catch (NotFoundException gone) {
            return false;
        }
    }

    private boolean isUsable(String arn) {
        return kms.describeKey(request -> request.keyId(arn)).keyMetadata().keyState() == KeyState.ENABLED;
    }

    /** Has KMS delete a key, after the window; one that is on its way out already stays so. */
    public void scheduleDeletion(TenantId tenant, String keyArn) {
        AwsCall.of(tenant, "kms:ScheduleKeyDeletion", () -> {
            try {
                return kms.scheduleKeyDeletion(
                        request -> request.keyId(keyArn).pendingWindowInDays(settings.deletionWindowDays()));
            } catch (NotFoundException gone) {
                return gone;
            } catch (KmsInvalidStateException perhapsScheduled) {
                KeyMetadata key =
                        kms.describeKey(request -> request.keyId(keyArn)).keyMetadata();
                if (key.keyState() != KeyState.PENDING_DELETION) {
                    throw perhapsScheduled;
                }
                return key;
            }
        });
    }

    /** When KMS deletes a key whose deletion was scheduled; empty for one that is gone. */
    public Optional<Instant> deletionDate(TenantId tenant, String keyArn) {
        return AwsCall.of(tenant, "kms:DescribeKey", () -> {
            try {
                KeyMetadata key =
                        kms.describeKey(request -> request.keyId(keyArn)).keyMetadata();
                return Optional.of(requireScheduled(tenant, key));
            } catch (NotFoundException gone) {
                return Optional.empty();
            }
        });
    }

    private static Instant requireScheduled(TenantId tenant, KeyMetadata key) {
        Instant date = key.deletionDate();
        if (date == null) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_UNAVAILABLE,
                    tenant,
                    true,
                    "KMS key " + key.arn()
                            + " has no date of deletion though it was scheduled for it: KMS takes a moment, or"
                            + " somebody cancelled it; call the operation again",
                    null);
        }
        return date;
    }

    /**
     * Lets the tenant's alias name a key; where it does already, nothing. One that names a key which is not among the former
     * ones is somebody else's.
     */
    public void pointAlias(TenantId tenant, String keyArn, Set<String> former) {
        Optional<String> target = aliasTarget(tenant);
        if (target.isEmpty()) {
            createAlias(tenant, keyArn, former);
        } else if (!target.get().equals(keyArn)) {
            requireOwn(tenant, target.get(), former);
            AwsCall.of(
                    tenant,
                    "kms:UpdateAlias",
                    () -> kms.updateAlias(
                            request -> request.aliasName(alias(tenant)).targetKeyId(keyArn)));
        }
    }

    private void createAlias(TenantId tenant, String keyArn, Set<String> former) {
        try {
            kms.createAlias(request -> request.aliasName(alias(tenant)).targetKeyId(keyArn));
        } catch (AlreadyExistsException madeMeanwhile) {
            pointAlias(tenant, keyArn, former);
        } catch (SdkException failure) {
            throw AwsCall.failed(tenant, "kms:CreateAlias", failure);
        }
    }

    private void requireOwn(TenantId tenant, String target, Set<String> former) {
        if (!former.contains(target)) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_REFUSED,
                    tenant,
                    false,
                    alias(tenant) + " names KMS key " + target
                            + ", which is not its root key; remove that alias, or set another aliasPrefix",
                    null);
        }
    }

    /** Removes the tenant's alias, if it names this key. */
    public void removeAlias(TenantId tenant, String keyArn) {
        if (aliasTarget(tenant).filter(keyArn::equals).isEmpty()) {
            return;
        }
        AwsCall.of(tenant, "kms:DeleteAlias", () -> {
            try {
                return Optional.of(kms.deleteAlias(request -> request.aliasName(alias(tenant))));
            } catch (NotFoundException gone) {
                return Optional.empty();
            }
        });
    }

    private Optional<String> aliasTarget(TenantId tenant) {
        return AwsCall.of(tenant, "kms:DescribeKey", () -> {
            try {
                return Optional.of(kms.describeKey(request -> request.keyId(alias(tenant)))
                        .keyMetadata()
                        .arn());
            } catch (NotFoundException none) {
                return Optional.empty();
            }
        });
    }

    private String alias(TenantId tenant) {
        return "alias/" + settings.aliasPrefix() + "/" + tenant;
    }
}
