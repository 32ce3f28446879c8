package dev.partywall.abac;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** A lab with a table and a bucket that tenants share, a role for them, and the role of the service that assumes it. */
final class ScopedLab implements AutoCloseable {

    static final String TABLE = "invoices";
    static final String BUCKET = "tenant-files";
    static final String TENANT_ROLE = "tenants";

    /** What the shared role may do: written by hand here, so that credentials are tested apart from the policies we write. */
    static final String POLICY = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
               "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/TenantId}"},
                             "Null": {"dynamodb:LeadingKeys": "false"}}},
              {"Effect": "Allow", "Action": "dynamodb:DescribeTable", "Resource": "*"},
              {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
               "Resource": "arn:aws:s3:::tenant-files/${aws:PrincipalTag/TenantId}/*"},
              {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::tenant-files",
               "Condition": {"StringLike": {"s3:prefix": "${aws:PrincipalTag/TenantId}/*"}}},
              {"Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": "*",
               "Condition": {"StringEquals": {"kms:EncryptionContext:tenant": "${aws:PrincipalTag/TenantId}"}}}]}
            """;

    private final AwsLab lab;
    private final LabRole tenantRole;
    private final AwsCredentialsProvider service;
    private final SdkHttpClient http =
            ApacheHttpClient.builder().maxConnections(512).build();
    private final SdkAsyncHttpClient asyncHttp =
            NettyNioAsyncHttpClient.builder().maxConcurrency(512).build();
    private final Deque<SdkAutoCloseable> clients = new ArrayDeque<>();

    private ScopedLab(AwsLab lab) {
        this.lab = lab;
        this.tenantRole = lab.role(TENANT_ROLE).policy("data", POLICY).create();
        this.service = lab.role("service")
                .policy("assume", """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                          "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "*"}]}
                        """)
                .create()
                .session("service")
                .start()
                .credentials();
    }

    /** A lab without a table, where no data is called for. */
    static ScopedLab bare() {
        return new ScopedLab(AwsLab.builder().withoutDynamoDb().start());
    }

    /** A lab with a table and a bucket. */
    static ScopedLab withData() {
        ScopedLab scoped = new ScopedLab(AwsLab.start());
        scoped.createTable();
        scoped.lab.s3().createBucket(bucket -> bucket.bucket(BUCKET));
        return scoped;
    }

    private void createTable() {
        lab.dynamoDb()
                .createTable(table -> table.tableName(TABLE)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(text("tenant"), text("id"))
                        .keySchema(key("tenant", KeyType.HASH), key("id", KeyType.RANGE)));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    AwsLab lab() {
        return lab;
    }

    LabRole tenantRole() {
        return tenantRole;
    }

    URI endpoint() {
        return lab.endpoint();
    }

    SdkHttpClient http() {
        return http;
    }

    SdkAsyncHttpClient asyncHttp() {
        return asyncHttp;
    }

    /** The service's own credentials, which may assume roles and nothing else. */
    AwsCredentialsProvider service() {
        return service;
    }

    /** A builder that calls the lab. */
    <B extends AwsClientBuilder<B, C>, C> B at(B builder) {
        return builder.endpointOverride(lab.endpoint()).region(lab.region());
    }

    /** Closes a client with the lab. */
    <C extends SdkAutoCloseable> C closing(C client) {
        clients.push(client);
        return client;
    }

    /** STS as the service calls it. */
    StsClient sts() {
        return closing(at(StsClient.builder())
                .httpClient(http)
                .credentialsProvider(service)
                .build());
    }

    /** Credentials of tenants under the shared role, by the lab's clock. */
    TenantCredentials.Builder credentials() {
        return TenantCredentials.builder()
                .sts(sts())
                .role(tenantRole.arn())
                .clock(lab.clock())
                .loadTimeout(Duration.ofMinutes(5)); // a machine may pause for long
    }

    /** Credentials of tenants whose roles a directory knows, by the lab's clock. */
    TenantCredentials.Builder credentials(TenantRoleDirectory roles) {
        return TenantCredentials.builder().sts(sts()).roles(roles).clock(lab.clock());
    }

    /** Puts an item as the root user. */
    void putItem(String tenant, String id, String text) {
        lab.dynamoDb().putItem(item -> item.tableName(TABLE).item(item(tenant, id, text)));
    }

    static Map<String, AttributeValue> item(String tenant, String id, String text) {
        return Map.of(
                "tenant",
                AttributeValue.fromS(tenant),
                "id",
                AttributeValue.fromS(id),
                "text",
                AttributeValue.fromS(text));
    }

    static Map<String, AttributeValue> key(String tenant, String id) {
        return Map.of("tenant", AttributeValue.fromS(tenant), "id", AttributeValue.fromS(id));
    }

    @Override
    public void close() {
        clients.forEach(SdkAutoCloseable::close);
        http.close();
        asyncHttp.close();
        lab.close();
    }
}
