/**
 * The main job: seals the records of any CSV file under their tenants' own keys, stores them in one DynamoDB table, and
 * tries everything that must not work. Begin reading at {@link dev.partywall.examples.records.TenantRecords}, then
 * {@link dev.partywall.examples.records.Job}.
 */
@NullMarked
package dev.partywall.examples.records;

import org.jspecify.annotations.NullMarked;
