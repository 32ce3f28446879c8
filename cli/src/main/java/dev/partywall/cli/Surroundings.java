package dev.partywall.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * What a command touches besides files, AWS and databases.
 *
 * @param in standard input
 * @param out for results, and nothing else
 * @param err for errors, questions and progress
 * @param question asks whoever sits at the terminal, and gives what they type; empty where there is no terminal
 * @param credentials with which AWS is called; the SDK's default chain where empty
 * @param clock tells how old something is
 */
record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Optional<UnaryOperator<String>> question,
        Optional<AwsCredentialsProvider> credentials,
        Clock clock) {

    boolean isTerminal() {
        return question.isPresent();
    }
}
