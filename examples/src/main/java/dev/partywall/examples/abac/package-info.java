/**
 * One role and one policy for all tenants: DynamoDB, S3 and the branch keys under them. Begin reading at
 * {@link dev.partywall.examples.abac.TenantDocuments}.
 */
@NullMarked
package dev.partywall.examples.abac;

import org.jspecify.annotations.NullMarked;
