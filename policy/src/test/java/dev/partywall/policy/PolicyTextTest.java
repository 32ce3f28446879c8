package dev.partywall.policy;

import static dev.partywall.policy.PolicyLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Documents as text: written and read again, broken at random, grown long. */
final class PolicyTextTest {

    /** Replay with {@code -Dpartywall.seed=...}. */
    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    private static final int ROUNDS = 20_000;

    private static final String RICH = json("""
            {'Version':'2012-10-17','Id':'id \\\\ \u00e9','Statement':[
            {'Sid':'A b','Effect':'Allow','Principal':{'AWS':['111122223333','*'],'Federated':'f.example'},
            'Action':['s3:Get*','s3:Put?'],'Resource':'arn:aws:s3:::b/${aws:PrincipalTag/t, \\u0027x\\u0027}/*',
            'Condition':{'ForAllValues:StringLikeIfExists':{'aws:TagKeys':['a*','\\u4e2d','\\ud83d\\ude80']},
            'NumericLessThan':{'s3:max-keys':[10,1.50,-2e3,'7']},'Bool':{'aws:SecureTransport':true,'aws:MFA':false}}},
            {'Effect':'Deny','NotPrincipal':'*','NotAction':'*','NotResource':['*','arn:aws:s3:::c']}]}
            """);

    /** A document without its places. */
    private static PolicyDocument unplaced(PolicyDocument document) {
        SourceRange nowhere = new SourceRange(1, 1, 1, 1);
        List<Statement> statements = document.statements().stream()
                .map(s -> new Statement(
                        s.index(),
                        s.sid(),
                        s.effect(),
                        s.principal(),
                        s.action(),
                        s.resource(),
                        s.conditions().stream()
                                .map(c -> new Condition(c.operator(), c.key(), c.values(), nowhere))
                                .toList(),
                        nowhere))
                .toList();
        return new PolicyDocument(document.type(), document.version(), document.id(), statements);
    }

    @Test
    void toJson_ofAnyDocument_parsesToTheSame() {
        PolicyDocument document = PolicyDocument.parse(PolicyType.RESOURCE, RICH);

        String written = document.toJson();
        PolicyDocument again = PolicyDocument.parse(PolicyType.RESOURCE, written);

        assertThat(unplaced(again)).isEqualTo(unplaced(document));
        assertThat(again.toJson()).isEqualTo(written);
    }

    @ParameterizedTest
    @EnumSource(PolicyType.class)
    void parse_ofMutatedDocuments_refusesOrRoundTrips(PolicyType type) {
        Random random = new Random(SEED);
        String text = RICH;
        for (int round = 0; round < ROUNDS / PolicyType.values().length; round++) {
            String mutant = mutate(text, random);
            try {
                PolicyDocument document = PolicyDocument.parse(type, mutant);
                document.warnings();
                assertThat(unplaced(PolicyDocument.parse(type, document.toJson())))
                        .as("-Dpartywall.seed=%d: %s", SEED, mutant)
                        .isEqualTo(unplaced(document));
            } catch (PolicySyntaxException refused) {
                assertThat(refused.line()).isPositive();
                assertThat(refused.column()).isPositive();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("-Dpartywall.seed=" + SEED + ": " + mutant, e);
            }
        }
    }

    private static String mutate(String text, Random random) {
        StringBuilder mutant = new StringBuilder(text);
        String alphabet = "{}[]\",:\\*?$'0-e.tfnu \n\u0000\uD83D\u00e9";
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(mutant.length());
            int to = Math.min(mutant.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> mutant.delete(at, to);
                case 1 -> mutant.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                case 2 -> mutant.insert(random.nextInt(mutant.length()), mutant.substring(at, to));
                default -> mutant.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        return mutant.toString();
    }

    @Test
    void parse_ofHugeDocuments_isLinear() {
        // Any quadratic step would take minutes here.
        int count = 200_000;
        String many = "\"s3:" + "Get\",\"s3:".repeat(count) + "Put\"";
        PolicyDocument document = PolicyDocument.parse(
                PolicyType.IDENTITY,
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[" + many
                        + "],\"Resource\":\"arn:aws:s3:::" + "${a:b}".repeat(count) + "\"}}");

        assertThat(document.statements().get(0).action().patterns()).hasSize(count + 1);
        assertThat(document.warnings()).isEmpty();
    }

    @Test
    void decide_byHostilePatterns_isFast() {
        String stars = "*a".repeat(500) + "*b";
        PolicySet policies = PolicyLab.identity(
                "{'Effect': 'Allow', 'Action': 's3:" + stars + "', 'Resource': 'arn:aws:s3:::" + stars + "'}",
                "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'StringLike': {'aws:a': '"
                        + "${x:y".repeat(500) + "'}}}");
        String text = "a".repeat(5_000);
        AuthorizationRequest request = new AuthorizationRequest(
                PolicyLab.USER,
                "s3:" + text,
                "arn:aws:s3:::" + text,
                PolicyLab.ACCOUNT,
                RequestContext.builder().with("aws:a", text).build());

        assertThat(PolicyLab.decide(policies, request)).isEqualTo("UNKNOWN");
    }
}
