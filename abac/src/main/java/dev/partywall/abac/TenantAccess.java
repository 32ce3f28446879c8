package dev.partywall.abac;

import dev.partywall.abac.internal.policies.AccessSet;
import dev.partywall.abac.internal.policies.EventGrants;
import dev.partywall.abac.internal.policies.Grant;
import dev.partywall.abac.internal.policies.NamedGrants;
import dev.partywall.abac.internal.policies.ObjectGrants;
import java.util.List;

/**
 * What tenants reach of an application's resources: each its own part, and nothing else. Immutable and safe for use by many
 * threads.
 *
 * <p>Resources are named by exact ARNs. Where a name is one tenant's, <code>{tenant}</code> stands for the id: a queue
 * {@code orders-acme} is <code>orders-{tenant}</code>. The id must end where a reader can see it, so
 * <code>{tenant}-dead</code> and <code>{tenant}*</code> are refused. So are two forms in one place of which one tenant's name
 * could be another tenant's by the other form: <code>orders-{tenant}</code> with <code>orders-dead-{tenant}</code>, or
 * <code>{tenant}/*</code> with <code>tenants/{tenant}/*</code>.
 *
 * <p>Guarantees: no operation on a resource is granted without a condition or a name that ends in one tenant. Listings that
 * AWS cannot restrict to a tenant are not granted: Scan, ListMultipartUploads, ListSecrets, ListQueues.
 */
public final class TenantAccess {

    private final List<Grant> grants;

    private TenantAccess(List<Grant> grants) {
        this.grants = grants;
    }

    List<Grant> grants() {
        return grants;
    }

    /**
     * Begins a description.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes access. The order of calls does not matter. Not safe for use by many threads. */
    public static final class Builder {

        private final AccessSet access = new AccessSet();

        private Builder() {}

        /**
         * Lets tenants reach their items of a shared table whose partition key is the tenant id.
         *
         * @param arn the table's ARN
         * @param level what they may do
         * @return this
         * @throws InvalidPolicySettingException if it is not the ARN of one table
         */
        public Builder table(String arn, AccessLevel level) {
            return table(TenantTable.of(arn, level));
        }

        /**
         * Lets tenants reach their items of a shared table: GetItem, Query, PutItem, UpdateItem and DeleteItem, in batches
         * and transactions too. Scan is denied, and PartiQL unless the table has it.
         *
         * @param table the table
         * @return this
         */
        public Builder table(TenantTable table) {
            access.table(table);
            return this;
        }

        /**
         * Lets tenants reach their objects of a shared bucket, with multipart uploads, versions, and the listing of their
         * own prefix; the prefix of a listing must end with the slash behind the id. A session that asks for an object
         * that does not exist is told "access denied", as S3 tells all who may not list the whole bucket.
         *
         * @param objects such as <code>arn:aws:s3:::invoices/tenants/{tenant}/*</code>
         * @param level what they may do
         * @return this
         * @throws InvalidPolicySettingException if it does not end with <code>{tenant}/*</code>
         */
        public Builder objects(String objects, AccessLevel level) {
            ObjectGrants parsed = ObjectGrants.parse(objects);
            access.add(parsed.family(), parsed.of(level));
            return this;
        }

        /**
         * Lets tenants use a KMS key under an encryption context that names them.
         *
         * @param keyArn the key's ARN, not an alias
         * @param level {@link AccessLevel#READ} to decrypt, {@link AccessLevel#WRITE} to encrypt and make data keys
         * @param contextKey the key of the pair whose value is the tenant id
         * @param otherContextKeys the keys of the other pairs that a context may have
         * @return this
         * @throws InvalidPolicySettingException if it is not the ARN of one key, a name cannot be used, or the key has
         *     another context key for tenants already
         */
        public Builder key(String keyArn, AccessLevel level, String contextKey, String... otherContextKeys) {
            access.key(keyArn, level, contextKey, List.of(otherContextKeys));
            return this;
        }

        /**
         * Lets tenants read their own branch key, and have it decrypted by the root key: what {@code TenantEncryptor}
         * needs, and no more.
         *
         * @param store the key store
         * @return this
         */
        public Builder keyStore(BranchKeyStore store) {
            access.keyStore(store);
            return this;
        }

        /**
         * Lets tenants reach their secrets, by name or ARN. They cannot be listed, made or tagged.
         *
         * @param secrets such as <code>arn:aws:secretsmanager:…:secret:tenants/{tenant}/*</code>
         * @param level what they may do
         * @return this
         * @throws InvalidPolicySettingException if it does not end with <code>{tenant}/*</code>
         */
        public Builder secrets(String secrets, AccessLevel level) {
            NamedGrants parsed = NamedGrants.secrets(secrets);
            access.add(parsed.family(), parsed.ofSecrets(level));
            return this;
        }

        /**
         * Lets tenants reach a queue that each has for itself. SQS knows no condition for a message's tenant, so a queue of
         * all tenants cannot be kept apart by a policy.
         *
         * @param queues such as <code>arn:aws:sqs:…:orders-{tenant}</code> or <code>…:orders-{tenant}.fifo</code>
         * @param level {@link AccessLevel#READ} to receive, {@link AccessLevel#WRITE} to send
         * @return this
         * @throws InvalidPolicySettingException if it does not name one queue for each tenant
         */
        public Builder queues(String queues, AccessLevel level) {
            NamedGrants parsed = NamedGrants.queues(queues);
            access.add(parsed.family(), parsed.ofQueues(level));
            return this;
        }

        /**
         * Lets tenants publish to a topic that each has for itself. SNS knows no condition for a message's tenant.
         *
         * @param topics such as <code>arn:aws:sns:…:orders-{tenant}</code>
         * @return this
         * @throws InvalidPolicySettingException if it does not name one topic for each tenant
         */
        public Builder topics(String topics) {
            NamedGrants parsed = NamedGrants.topics(topics);
            access.add(parsed.family(), parsed.ofTopics());
            return this;
        }

        /**
         * Lets tenants put events on a bus that each has for itself.
         *
         * @param eventBuses such as <code>arn:aws:events:…:event-bus/orders-{tenant}</code>
         * @return this
         * @throws InvalidPolicySettingException if it does not name one bus for each tenant
         */
        public Builder eventBuses(String eventBuses) {
            NamedGrants parsed = NamedGrants.eventBuses(eventBuses);
            access.add(parsed.family(), parsed.ofEventBuses());
            return this;
        }

        /**
         * Lets tenants put events on a bus of all tenants, under a source that names them. That tells rules whose an event
         * is; who reads the bus sees the events of all.
         *
         * @param busArn the bus
         * @param source such as <code>com.example.orders.{tenant}</code>
         * @return this
         * @throws InvalidPolicySettingException if it is not the ARN of one bus, or the source does not name the tenant
         */
        public Builder events(String busArn, String source) {
            access.events(EventGrants.parse(busArn, source));
            return this;
        }

        /**
         * The description.
         *
         * @return what tenants reach
         * @throws InvalidPolicySettingException if it is nothing, or one tenant's name could be another's
         */
        public TenantAccess build() {
            return new TenantAccess(access.grants());
        }
    }
}
