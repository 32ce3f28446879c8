package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.InvalidAliasNameException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

final class AliasOperationsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private final AwsLab lab;
    private final KmsClient kms;
    private final String key;
    private final String alias = "alias/" + UUID.randomUUID();

    AliasOperationsTest(AwsLab lab) {
        this.lab = lab;
        this.kms = lab.kms();
        this.key = lab.createKey();
    }

    private void create(String name, String target) {
        kms.createAlias(r -> r.aliasName(name).targetKeyId(target));
    }

    @Test
    void createAlias_thenListed() {
        create(alias, key);
        List<AliasListEntry> aliases = kms.listAliases(r -> r.keyId(key)).aliases();
        assertThat(aliases).hasSize(1);
        assertThat(aliases.get(0).aliasName()).isEqualTo(alias);
        assertThat(aliases.get(0).aliasArn()).isEqualTo("arn:aws:kms:us-east-1:111122223333:" + alias);
        assertThat(key).endsWith(aliases.get(0).targetKeyId());
        assertThat(aliases.get(0).creationDate()).isEqualTo(aliases.get(0).lastUpdatedDate());
    }

    @Test
    void createAlias_taken_alreadyExists() {
        create(alias, key);
        assertThatThrownBy(() -> create(alias, lab.createKey()))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining(
                        "An alias with the name arn:aws:kms:us-east-1:111122223333:" + alias + " already exists");
    }

    @Test
    void createAlias_badName_isRefused() {
        assertRefused("ValidationException", () -> create("unprefixed", key));
        assertRefused("ValidationException", () -> create("alias/with:colon", key));
        assertRefused("ValidationException", () -> create("alias/with.dot", key));
        assertRefused("ValidationException", () -> create("alias/" + "x".repeat(251), key));
        assertThatThrownBy(() -> create("alias/", key)).isInstanceOf(InvalidAliasNameException.class);
        assertRefused("NotAuthorizedException", () -> create("alias/aws/s3", key));
    }

    @Test
    void createAlias_badTarget_isRefused() {
        create(alias, key);
        assertRefused("ValidationException", () -> create("alias/second", alias));
        assertThatThrownBy(() -> create("alias/second", UUID.randomUUID().toString()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void createAlias_beyondFifty_isLimitExceeded() {
        for (int i = 0; i < 50; i++) {
            create(alias + "/" + i, key);
        }
        assertThatThrownBy(() -> create(alias, key)).isInstanceOf(LimitExceededException.class);
    }

    @Test
    void updateAlias_pointsToTheOtherKey() {
        String other = lab.createKey();
        create(alias, key);
        kms.updateAlias(r -> r.aliasName(alias).targetKeyId(other));
        assertThat(kms.describeKey(r -> r.keyId(alias)).keyMetadata().arn()).isEqualTo(other);
        assertThatThrownBy(() -> kms.updateAlias(r -> r.aliasName("alias/none").targetKeyId(other)))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void deleteAlias_removesItOnce() {
        create(alias, key);
        kms.deleteAlias(r -> r.aliasName(alias));
        assertThat(kms.listAliases(r -> r.keyId(key)).aliases()).isEmpty();
        assertThatThrownBy(() -> kms.deleteAlias(r -> r.aliasName(alias))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void listAliases_byPages_givesEachOnce() {
        for (int i = 0; i < 5; i++) {
            create(alias + "/" + i, key);
        }
        assertThat(kms.listAliasesPaginator(r -> r.limit(2)).aliases())
                .extracting(AliasListEntry::aliasName)
                .doesNotHaveDuplicates()
                .contains(alias + "/0", alias + "/1", alias + "/2", alias + "/3", alias + "/4");
        assertRefused("ValidationException", () -> kms.listAliases(r -> r.limit(101)));
    }
}
