package dev.partywall.testing.internal.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.internal.LabAccount;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BucketsTest {

    private final Buckets buckets = new Buckets(new LabAccount("eu-central-1", "111122223333"), Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a.b-c", "1a2", "a.1.2.3"})
    void create_goodName_makesABucket(String name) {
        buckets.create(name);
        assertThat(buckets.find(name).map(Bucket::arn)).isEqualTo(Optional.of("arn:aws:s3:::" + name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Abc", "ab", "a..b", "192.168.1.1", "-ab", "ab-", "xn--a", "a_b", "a/b", "x-s3alias", "sthree-x"
            })
    void create_badName_isRefused(String name) {
        assertThatThrownBy(() -> buckets.create(name)).hasMessage("The specified bucket is not valid.");
    }

    @Test
    void create_again_outsideUsEast1_isRefused() {
        buckets.create("abc");
        assertThatThrownBy(() -> buckets.create("abc")).hasMessageContaining("you already own it");
    }

    @Test
    void delete_leavesNothingToWriteTo() {
        buckets.create("abc");
        Bucket held = buckets.find("abc").orElseThrow();
        buckets.delete(held);
        StoredObject object = new StoredObject(
                "k",
                new byte[0],
                ETag.of(new byte[0]),
                Instant.EPOCH,
                new ObjectMetadata(Map.of()),
                Map.of(),
                ObjectChecksum.of(ChecksumAlgorithm.CRC32, new byte[0]));
        assertThatThrownBy(() -> held.put(object, WriteCondition.NONE))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo("NoSuchBucket"));
    }
}
