package dev.partywall.abac;

import dev.partywall.abac.LintReport.Accepted;
import dev.partywall.abac.internal.lint.Examination;
import dev.partywall.abac.internal.lint.LintSettings;
import dev.partywall.abac.internal.lint.PolicyFiles;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds mistakes in policies by which one tenant reaches another's data.
 *
 * <p>It attacks: of every statement that allows, it works out requests of a tenant {@code t1} for the data of tenants with
 * ids such as {@code t2}, {@code t10} and {@code t1-2}, and of callers without tenant, and asks
 * {@link dev.partywall.policy.PolicyEvaluator} whether that statement lets them pass and no denial of the documents stops
 * them. A finding of severity LEAK carries the request.
 *
 * <p><b>Guarantees.</b> A request in a finding is allowed by the documents, as far as they decide. A document without
 * findings is not proven safe: the linter knows the mistakes of {@link LintRule} and nothing of code, of other documents, of
 * service control policies, or of data that no statement connects with tenants. What passes in an AWS inside the JVM is
 * another proof: the module {@code testing}.
 *
 * <p>What a document cannot tell, the builder takes. Where neither tells that data is divided among tenants, a finding is a
 * WARNING. Policies without principals are thought to be tenants' unless {@link Builder#operators()} says otherwise; in
 * policies of resources those principals are, of whom a statement speaks that names the tenant's tag.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class PolicyLinter {

    private final LintSettings settings;
    private final List<Acceptance> acceptances;

    private PolicyLinter(Builder builder) {
        this.settings = new LintSettings(
                builder.tenantTag,
                builder.operators,
                builder.transitive,
                builder.roleTags,
                builder.sessionTags,
                builder.tenantIds,
                builder.indexes,
                builder.keyStore);
        this.acceptances = List.copyOf(builder.acceptances);
    }

    private record Acceptance(LintRule rule, String statement, String reason) {

        boolean covers(LintFinding finding) {
            return finding.rule() == rule && finding.name().equals(statement);
        }
    }

    /**
     * A linter for the tag {@code TenantId} that knows no more than the documents say.
     *
     * @return a linter
     */
    public static PolicyLinter create() {
        return builder().build();
    }

    /**
     * A linter to be set up.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Lints the text of a policy.
     *
     * @param type where the policy stands
     * @param json its text
     * @return what was found
     * @throws PolicySyntaxException if IAM would refuse the text
     */
    public LintReport lint(PolicyType type, String json) {
        return lint(PolicyDocument.parse(type, json));
    }

    /**
     * Lints the text of a policy whose type nobody says: what has principals is the policy of a role if all its actions are of
     * STS and it names no resource, of a key if all are of KMS, otherwise of a resource; what has none is identity-based.
     *
     * @param json its text
     * @return what was found
     * @throws PolicySyntaxException if IAM would refuse the text
     */
    public LintReport lint(String json) {
        return lint(PolicyFiles.infer(json));
    }

    /**
     * Lints a policy.
     *
     * @param document the policy
     * @return what was found
     */
    public LintReport lint(PolicyDocument document) {
        return lint(List.of(document));
    }

    /**
     * Lints policies that apply together, such as all that are attached to a role: a denial in one stops what another allows.
     *
     * @param documents the policies, at least one, all of one type
     * @return what was found
     * @throws InvalidPolicySettingException if there is none, or if they are of several types
     */
    public LintReport lint(List<PolicyDocument> documents) {
        if (documents.stream().map(PolicyDocument::type).distinct().count() != 1) {
            throw InvalidPolicySettingException.setting(
                    "documents", "lint policies of one type together, at least one");
        }
        List<LintFinding> findings = new ArrayList<>();
        List<Accepted> accepted = new ArrayList<>();
        for (LintFinding finding : Examination.of(settings, List.copyOf(documents))) {
            acceptances.stream()
                    .filter(acceptance -> acceptance.covers(finding))
                    .findFirst()
                    .ifPresentOrElse(
                            acceptance -> accepted.add(new Accepted(finding, acceptance.reason())),
                            () -> findings.add(finding));
        }
        return new LintReport(findings, accepted);
    }

    /**
     * For tests: fails unless the policy has no findings but accepted ones.
     *
     * @param type where the policy stands
     * @param json its text
     * @throws AssertionError with all findings, one a line
     * @throws PolicySyntaxException if IAM would refuse the text
     */
    public void assertClean(PolicyType type, String json) {
        assertClean(List.of(PolicyDocument.parse(type, json)));
    }

    /**
     * For tests: fails unless policies that apply together have no findings but accepted ones.
     *
     * @param documents the policies, at least one, all of one type
     * @throws AssertionError with all findings, one a line
     * @throws InvalidPolicySettingException if there is none, or if they are of several types
     */
    public void assertClean(List<PolicyDocument> documents) {
        LintReport report = lint(documents);
        if (!report.isClean()) {
            throw new AssertionError(
                    "Findings in the policy: " + report.findings().size() + System.lineSeparator() + report);
        }
    }

    /** Sets up a linter. Not safe for use by many threads. */
    public static final class Builder {

        private static final Pattern TAG_KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");

        private String tenantTag = LintSettings.DEFAULT_TAG;
        private boolean operators;
        private Optional<Boolean> transitive = Optional.empty();
        private final Map<String, String> roleTags = new HashMap<>();
        private final Map<String, String> sessionTags = new HashMap<>();
        private final List<String> tenantIds = new ArrayList<>();
        private final List<String> indexes = new ArrayList<>();
        private Optional<String> keyStore = Optional.empty();
        private final List<Acceptance> acceptances = new ArrayList<>();

        private Builder() {}

        /**
         * The key of the session tag that holds the tenant's id; by default {@code TenantId}.
         *
         * @param key 1 to 128 characters that AWS takes in tag keys
         * @return this
         * @throws InvalidPolicySettingException if AWS would not take the key
         */
        public Builder tenantTag(String key) {
            if (!TAG_KEY.matcher(key).matches()) {
                throw InvalidPolicySettingException.setting("tenantTag", "\"" + key + "\" is no key of a session tag");
            }
            tenantTag = key;
            return this;
        }

        /**
         * The policies are of people or services that act for no tenant, such as key administrators: only statements that
         * speak of the tenant are attacked.
         *
         * @return this
         */
        public Builder operators() {
            operators = true;
            return this;
        }

        /**
         * Sessions of the role begin sessions of other roles (rule G6).
         *
         * @param tagIsTransitive whether the tenant tag is passed as a transitive one
         * @return this
         */
        public Builder chaining(boolean tagIsTransitive) {
            transitive = Optional.of(tagIsTransitive);
            return this;
        }

        /**
         * A tag of the role itself; sessions that are started without a tag of this key have it (rule G7).
         *
         * @param key the key
         * @param value the value
         * @return this
         */
        public Builder roleTag(String key, String value) {
            roleTags.put(key, value);
            return this;
        }

        /**
         * A tag that tenants' sessions have besides the tenant's, so that statements which ask for it are attacked.
         *
         * @param key the key
         * @param value the value
         * @return this
         */
        public Builder sessionTag(String key, String value) {
            sessionTags.put(key, value);
            return this;
        }

        /**
         * Examples of ids that the application gives to tenants, if they have another grammar than
         * {@link dev.partywall.core.TenantId}: each is made to attack each other (rule S3).
         *
         * @param ids at least two
         * @return this
         */
        public Builder tenantIds(List<String> ids) {
            tenantIds.clear();
            tenantIds.addAll(ids);
            return this;
        }

        /**
         * An index that tenants query (rule D4).
         *
         * @param arn such as {@code arn:aws:dynamodb:eu-central-1:111122223333:table/orders/index/by-date}
         * @return this
         * @throws InvalidPolicySettingException if it is not the ARN of an index
         */
        public Builder index(String arn) {
            if (!arn.startsWith("arn:") || !arn.contains(":table/") || !arn.contains("/index/")) {
                throw InvalidPolicySettingException.setting("index", "\"" + arn + "\" is not the ARN of an index");
            }
            indexes.add(arn);
            return this;
        }

        /**
         * The keys of the policies are root keys of a hierarchical keyring: branch keys of others are attacked, whatever the
         * conditions (rule K7).
         *
         * @param logicalName the logical name of the branch key store, which is in every encryption context
         * @return this
         */
        public Builder keyStore(String logicalName) {
            keyStore = Optional.of(logicalName);
            return this;
        }

        /**
         * Lives with a finding. It is kept in {@link LintReport#accepted()}.
         *
         * @param rule of this rule
         * @param statement in the statement with this Sid, or {@code Statement[2]} by its index if it has none
         * @param reason why, for readers
         * @return this
         * @throws InvalidPolicySettingException if there is no reason
         */
        public Builder accept(LintRule rule, String statement, String reason) {
            if (reason.isBlank()) {
                throw InvalidPolicySettingException.setting(
                        "accept", "say why " + rule + " is acceptable in " + statement);
            }
            acceptances.add(new Acceptance(rule, statement, reason));
            return this;
        }

        /**
         * The linter.
         *
         * @return a new linter with the settings so far
         */
        public PolicyLinter build() {
            return new PolicyLinter(this);
        }
    }
}
