package dev.partywall.testing.internal.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class SchemaGateTest {

    private final SchemaGate gate = new SchemaGate();
    private final List<String> begun = new ArrayList<>();

    private CompletionStage<String> begin(String name, CompletableFuture<String> work) {
        begun.add(name);
        return work;
    }

    @Test
    void shared_runsBesideShared() {
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletionStage<String> first = gate.shared(() -> begin("one", one));
        CompletionStage<String> second = gate.shared(() -> begin("two", CompletableFuture.completedFuture("2")));
        assertThat(second).isCompletedWithValue("2");
        assertThat(first).isNotDone();
        one.complete("1");
        assertThat(first).isCompletedWithValue("1");
    }

    @Test
    void exclusive_waitsForThoseInsideAndHoldsBackTheNext() {
        CompletableFuture<String> inside = new CompletableFuture<>();
        CompletableFuture<String> change = new CompletableFuture<>();
        CompletionStage<String> unused = gate.shared(() -> begin("inside", inside));
        CompletionStage<String> changed = gate.exclusive(() -> begin("change", change));
        CompletionStage<String> next = gate.shared(() -> begin("next", CompletableFuture.completedFuture("n")));
        assertThat(begun).containsExactly("inside");
        inside.complete("i");
        assertThat(begun).containsExactly("inside", "change");
        assertThat(next).isNotDone();
        change.complete("c");
        assertThat(changed).isCompletedWithValue("c");
        assertThat(next).isCompletedWithValue("n");
        assertThat(unused).isCompletedWithValue("i");
    }

    @Test
    void failures_leaveTheGateOpen() {
        CompletionStage<String> failed = gate.exclusive(() -> {
            throw new IllegalStateException("broken");
        });
        CompletionStage<String> failing =
                gate.exclusive(() -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
        assertThat(failed).isCompletedExceptionally();
        assertThat(failing).isCompletedExceptionally();
        assertThat(gate.shared(() -> CompletableFuture.completedFuture("on"))).isCompletedWithValue("on");
    }
}
