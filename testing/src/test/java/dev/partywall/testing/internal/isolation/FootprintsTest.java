package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.testing.LabOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FootprintsTest {

    private static final LabOutcome DONE = new LabOutcome.Succeeded();
    private static final TenantId T1 = TenantId.of("t1");
    private static final TenantId T10 = TenantId.of("t10");

    private final Footprints footprints = new Footprints();

    @Test
    void touches_leadingKey_isTheTenantsByItsName() {
        assertThat(footprints.touches(Recorded.dynamoDb("DeleteItem", DONE, "t10"), T1, T10))
                .isTrue();
        assertThat(footprints.touches(Recorded.dynamoDb("DeleteItem", DONE, "t10#2026"), T1, T10))
                .isTrue();
        assertThat(footprints.touches(Recorded.dynamoDb("DeleteItem", DONE, "t1"), T1, T10))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"t10/a, true", "x/t10/a, true", "t1/a, false", "t100/a, false", "at10/a, false"})
    void touches_resource_isTheTenantsByASegmentOfItsName(String key, boolean touched) {
        assertThat(footprints.touches(Recorded.s3("PutObject", DONE, key), T1, T10))
                .isEqualTo(touched);
    }

    @Test
    void touches_whatOnlyTheVictimUses_isItsOwnWhateverItsName() {
        footprints.note(T10, List.of(Recorded.s3("PutObject", DONE, "7f3c"), Recorded.dynamoDb("PutItem", DONE, "7f")));
        footprints.note(T1, List.of(Recorded.s3("PutObject", DONE, "9a"), Recorded.dynamoDb("PutItem", DONE, "9a")));

        assertThat(footprints.touches(Recorded.s3("DeleteObject", DONE, "7f3c"), T1, T10))
                .isTrue();
        assertThat(footprints.touches(Recorded.dynamoDb("DeleteItem", DONE, "7f"), T1, T10))
                .isTrue();
        assertThat(footprints.touches(Recorded.s3("DeleteObject", DONE, "9a"), T1, T10))
                .isFalse();
    }

    @Test
    void touches_whatBothUse_isNobodys() {
        footprints.note(T10, List.of(Recorded.s3("PutObject", DONE, "shared")));
        footprints.note(T1, List.of(Recorded.s3("PutObject", DONE, "shared")));

        assertThat(footprints.touches(Recorded.s3("PutObject", DONE, "shared"), T1, T10))
                .isFalse();
    }

    @Test
    void note_callThatDidNotPass_leavesNoFootprint() {
        footprints.note(T10, List.of(Recorded.s3("PutObject", new LabOutcome.Failed("NoSuchBucket"), "7f3c")));

        assertThat(footprints.touches(Recorded.s3("PutObject", DONE, "7f3c"), T1, T10))
                .isFalse();
    }

    @Test
    void touches_batchOfWhichTheVictimsItemWasDenied_isOnlyOnTheOthers() {
        assertThat(footprints.touches(Recorded.s3("DeleteObjects", DONE, "t1/a", "t10/denied"), T1, T10))
                .isFalse();
        assertThat(footprints.touches(Recorded.s3("DeleteObjects", DONE, "t1/denied", "t10/a"), T1, T10))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "DeleteItem, true",
        "PutItem, true",
        "UpdateItem, true",
        "BatchWriteItem, true",
        "TransactWriteItems, true",
        "ExecuteStatement, true",
        "CreateGrant, true",
        "ScheduleKeyDeletion, true",
        "SendMessage, true",
        "ReceiveMessage, true",
        "CopyObject, true",
        "TagResource, true",
        "GetItem, false",
        "Query, false",
        "BatchGetItem, false",
        "HeadObject, false",
        "Decrypt, false",
        "DescribeKey, false",
        "ListBuckets, false"
    })
    void isWrite_operations_areToldApart(String operation, boolean write) {
        assertThat(Footprints.isWrite(Recorded.dynamoDb(operation, DONE))).isEqualTo(write);
        assertThat(Footprints.isWrite(Recorded.dynamoDb(operation, new LabOutcome.Failed("x"))))
                .isFalse();
    }
}
