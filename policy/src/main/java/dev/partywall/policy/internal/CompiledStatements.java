package dev.partywall.policy.internal;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.Statement;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a document: an immutable list that also keeps its compiled form, so that a document is compiled once
 * however often it is asked.
 */
public final class CompiledStatements extends AbstractList<Statement> implements RandomAccess {

    private final PolicyType type;
    private final PolicyVersion language;
    private final List<Statement> statements;

    /** Made when first asked for. A race makes it twice, which does no harm: it is immutable. */
    private CompiledStatement @Nullable [] compiled;

    private CompiledStatements(PolicyType type, PolicyVersion language, List<Statement> statements) {
        this.type = type;
        this.language = language;
        this.statements = List.copyOf(statements);
    }

    /** Copies statements for a document of a type and language. */
    public static List<Statement> copyOf(PolicyType type, PolicyVersion language, List<Statement> statements) {
        return new CompiledStatements(type, language, statements);
    }

    static CompiledStatement[] of(PolicyDocument document) {
        return ((CompiledStatements) document.statements()).compiled();
    }

    private CompiledStatement[] compiled() {
        CompiledStatement[] made = compiled;
        if (made == null) {
            made = statements.stream()
                    .map(statement -> new CompiledStatement(statement, type, language))
                    .toArray(CompiledStatement[]::new);
            compiled = made;
        }
        return made;
    }

    @Override
    public Statement get(int index) {
        return statements.get(index);
    }

    @Override
    public int size() {
        return statements.size();
    }
}
