package dev.partywall.examples.abac;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TenantDocumentsTest {

    @Test
    void run_twoTenants_eachReachesItsOwnAndNothingElse() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int leaks = TenantDocuments.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(leaks).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                acme reads: The plan of acme
                acme lists: [budget, plan] and [acme/logo.svg]
                acme follows its link: The logo of acme
                globex reads: The plan of globex
                globex lists: [budget, plan] and [globex/logo.svg]
                globex follows its link: The logo of globex
                globex tries to read acme's document: denied by DynamoDb
                globex tries to list acme's documents: denied by DynamoDb
                globex tries to overwrite acme's document: denied by DynamoDb
                globex tries to list acme's files: denied by S3
                globex tries to follow a link to acme's file: denied by S3
                0 of the attacks got through.
                """);
    }
}
