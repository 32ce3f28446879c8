package dev.partywall.testing.internal.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.drive.Drive;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The access model as a table: operation and request, and what IAM is asked. */
final class SecretAccessTest {

    private static final LabAccount ACCOUNT = new LabAccount("us-east-1", "111122223333");
    private static final String TOKEN = "'ClientRequestToken':'00000000-0000-0000-0000-000000000001'";

    private final Authorizer authorizer = new Authorizer(ACCOUNT, Clock.systemUTC());
    private final SecretsManagerService service = new SecretsManagerService(ACCOUNT, Clock.systemUTC());
    private final Drive drive = new Drive(service, "secretsmanager", authorizer);

    SecretAccessTest() {
        assertThat(drive.outcome(
                        Drive.root(),
                        "CreateSecret",
                        json("{'Name':'db',%s,'SecretString':'s','Tags':[{'Key':'TenantId','Value':'acme'}]}"
                                .formatted(TOKEN))))
                .isEqualTo("ok");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private List<AccessCheck> checks(String operation, String request) {
        Access access = drive.access(Drive.root(), operation, json(request));
        assertThat(access).isInstanceOf(Access.Checked.class);
        return ((Access.Checked) access).checks();
    }

    /** A check in one line: what does not differ from request to request is left out. */
    private static String line(AccessCheck check) {
        Map<String, Object> keys = new TreeMap<>(check.keys().single());
        keys.putAll(check.keys().multiple());
        return check.action().replace("secretsmanager:", "") + " "
                + check.resource().replaceAll("-[A-Za-z0-9]{6}$", "-??????") + " "
                + keys.entrySet().stream()
                        .map(key -> key.getKey().replace("secretsmanager:", "") + "=" + key.getValue())
                        .collect(Collectors.joining(" "));
    }

    private static final String DB = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-?????? ";
    private static final String TAGS = "aws:resourcetag/tenantid=acme";
    private static final String OWN_TAGS = "resourcetag/tenantid=acme";
    private static final String ID = "secretid=db";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DescribeSecret|{'SecretId':'db'}",
                "GetResourcePolicy|{'SecretId':'db'}",
                "DeleteResourcePolicy|{'SecretId':'db'}",
                "ListSecretVersionIds|{'SecretId':'db'}",
                "RestoreSecret|{'SecretId':'db'}",
                "PutSecretValue|{'SecretId':'db','SecretString':'x'}",
                "GetSecretValue|{'SecretId':'db'}",
                "UpdateSecret|{'SecretId':'db'}",
                "DeleteSecret|{'SecretId':'db'}",
            })
    void operationOnASecret_asksForItsArnWithItsTags(String operation, String request) {
        assertThat(checks(operation, request))
                .extracting(SecretAccessTest::line)
                .containsExactly(operation + " " + DB + TAGS + " " + OWN_TAGS + " " + ID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GetSecretValue|{'SecretId':'db','VersionStage':'AWSPENDING'}|versionstage=AWSPENDING",
                "GetSecretValue|{'SecretId':'db','VersionId':'v1'}|versionid=v1",
                "UpdateSecretVersionStage|{'SecretId':'db','VersionStage':'X'}|versionstage=X",
            })
    void requestForAVersion_givesItsKeys(String operation, String request, String key) {
        assertThat(checks(operation, request))
                .extracting(SecretAccessTest::line)
                .containsExactly(operation + " " + DB + TAGS + " " + OWN_TAGS + " " + ID + " " + key);
    }

    @Test
    void putResourcePolicy_givesBlockPublicPolicy() {
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},
                 "Action":"secretsmanager:GetSecretValue","Resource":"*"}]}""".replace("\n", "").replace("\"", "\\\"");
        assertThat(checks(
                        "PutResourcePolicy",
                        "{'SecretId':'db','BlockPublicPolicy':true,'ResourcePolicy':'" + policy + "'}"))
                .extracting(SecretAccessTest::line)
                .containsExactly("PutResourcePolicy " + DB + TAGS + " blockpublicpolicy=true " + OWN_TAGS + " " + ID);
    }

    @Test
    void deleteSecret_givesWindowAndForce() {
        ServiceKeys window = checks("DeleteSecret", "{'SecretId':'db','RecoveryWindowInDays':7}")
                .get(0)
                .keys();
        assertThat(window.single()).containsEntry("secretsmanager:recoverywindowindays", "7");
        ServiceKeys force = checks("DeleteSecret", "{'SecretId':'db','ForceDeleteWithoutRecovery':true}")
                .get(0)
                .keys();
        assertThat(force.single()).containsEntry("secretsmanager:forcedeletewithoutrecovery", "true");
        assertThat(force.isAbsent("secretsmanager:recoverywindowindays")).isTrue();
        ServiceKeys usual = checks("DeleteSecret", "{'SecretId':'db'}").get(0).keys();
        assertThat(usual.isAbsent("secretsmanager:recoverywindowindays"))
                .as("AWS does not say whether the key has the default")
                .isFalse();
    }

    @Test
    void createSecret_withTags_asksForTagResourceToo() {
        assertThat(checks(
                        "CreateSecret", "{'Name':'new','Description':'d','Tags':[{'Key':'TenantId','Value':'acme'}]}"))
                .extracting(SecretAccessTest::line)
                .containsExactly(
                        "CreateSecret " + DB.replace(":db-", ":new-")
                                + "aws:requesttag/tenantid=acme " + TAGS + " aws:tagkeys=[TenantId]"
                                + " description=d name=new " + OWN_TAGS,
                        "TagResource " + DB.replace(":db-", ":new-") + "aws:requesttag/tenantid=acme " + TAGS
                                + " aws:tagkeys=[TenantId] " + OWN_TAGS);
    }

    @Test
    void createSecret_withoutTags_hasNone() {
        List<AccessCheck> checks = checks("CreateSecret", "{'Name':'new'}");
        assertThat(checks).hasSize(1);
        assertThat(List.of(
                        "aws:requesttag/tenantid",
                        "aws:tagkeys",
                        "aws:resourcetag/tenantid",
                        "secretsmanager:kmskeyarn"))
                .allMatch(key -> checks.get(0).keys().isAbsent(key));
    }

    @Test
    void tagging_givesTheTagsOfTheRequest() {
        assertThat(checks("TagResource", "{'SecretId':'db','Tags':[{'Key':'TenantId','Value':'evil'}]}"))
                .extracting(SecretAccessTest::line)
                .containsExactly("TagResource " + DB + "aws:requesttag/tenantid=evil " + TAGS
                        + " aws:tagkeys=[TenantId] " + OWN_TAGS + " " + ID);
        AccessCheck untag = checks("UntagResource", "{'SecretId':'db','TagKeys':['TenantId']}")
                .get(0);
        assertThat(line(untag))
                .isEqualTo("UntagResource " + DB + TAGS + " aws:tagkeys=[TenantId] " + OWN_TAGS + " " + ID);
        assertThat(untag.keys().isAbsent("aws:requesttag/tenantid")).isTrue();
    }

    @Test
    void operationWithoutASecret_asksForAnything() {
        assertThat(checks("ListSecrets", "{}"))
                .extracting(SecretAccessTest::line)
                .containsExactly("ListSecrets * ");
        assertThat(checks("GetRandomPassword", "{}"))
                .extracting(SecretAccessTest::line)
                .containsExactly("GetRandomPassword * ");
    }

    @Test
    void batchGetSecretValue_asksForItselfAndForEachSecret() {
        Access.Itemized listed = batch("{'SecretIdList':['db','gone']}");
        assertThat(listed.required()).extracting(SecretAccessTest::line).containsExactly("BatchGetSecretValue * ");
        assertThat(listed.checks())
                .extracting(AccessCheck::action)
                .containsExactly("secretsmanager:GetSecretValue", "secretsmanager:GetSecretValue");
        assertThat(line(listed.checks().get(0))).contains(DB.strip(), OWN_TAGS);

        Access.Itemized filtered = batch("{'Filters':[{'Key':'name','Values':['d']}]}");
        assertThat(filtered.required())
                .extracting(SecretAccessTest::line)
                .containsExactly("BatchGetSecretValue * ", "ListSecrets * ");
        assertThat(filtered.checks()).hasSize(1);
    }

    private Access.Itemized batch(String request) {
        return (Access.Itemized) drive.access(Drive.root(), "BatchGetSecretValue", json(request));
    }

    @Test
    void everyOperation_hasAModel() {
        assertThat(new SecretAccess(new SecretStore(ACCOUNT, Clock.systemUTC())).operations())
                .isEqualTo(service.operations().keySet());
        assertThat(SecretAccess.NOT_SERVED)
                .doesNotContainAnyElementsOf(service.operations().keySet());
        TreeSet<String> known = new TreeSet<>(service.operations().keySet());
        known.addAll(SecretAccess.NOT_SERVED);
        assertThat(known).as("the operations of the API of 2017-10-17").hasSize(23);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RotateSecret|{}",
                "CreateSecret|{'Name':'n','KmsKeyId':'alias/mine'}",
                "UpdateSecret|{'SecretId':'db','KmsKeyId':'alias/mine'}",
                "CreateSecret|{'Name':'n','AddReplicaRegions':[{'Region':'eu-west-1'}]}",
                "PutSecretValue|{'SecretId':'db','RotationToken':'t'}",
            })
    void whatTheLabLacks_isUnmodelledByName(String line) {
        String[] parts = line.split("\\|", -1);
        assertThat(drive.outcome(Drive.root(), parts[0], json(parts[1]))).startsWith("unmodelled ");
    }

    @Test
    void malformedRequest_isRefusedBeforeIamAndNeverPerformed() {
        assertThat(drive.access(Drive.root(), "GetSecretValue", "{}")).isInstanceOf(Access.Refused.class);
        assertThat(drive.outcome(Drive.root(), "GetSecretValue", "{}")).isEqualTo("InvalidParameterException");
        assertThat(drive.outcome(Drive.root(), "GetSecretValue", "[]")).isEqualTo("SerializationException");
    }
}
