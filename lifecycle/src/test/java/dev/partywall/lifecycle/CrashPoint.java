package dev.partywall.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Ends everything at one call to AWS, after AWS did what it was asked and before anybody was told. To end before the next call
 * would be the same: what a process remembers is lost either way.
 */
final class CrashPoint implements ExecutionInterceptor {

    /** No code that handles failures may take this for one. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final List<String> names = new CopyOnWriteArrayList<>();
    private final int at;
    private final Runnable end;
    private volatile boolean refused;

    /** Throws {@link Crash} after the call with this number, counted from 1; at 0 before the first. */
    CrashPoint(int at) {
        this(at, () -> {
            throw new Crash();
        });
    }

    CrashPoint(int at, Runnable end) {
        this.at = at;
        this.end = end;
    }

    /** One that never comes. */
    static CrashPoint never() {
        return new CrashPoint(-1);
    }

    /** The calls so far, in their order. */
    List<String> names() {
        return names;
    }

    /** Whether AWS refused that call, which then ended nothing: it did nothing, so the call before it is the same point. */
    boolean isOfARefusedCall() {
        return refused;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (at == 0) {
            end.run();
        }
        names.add(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (names.size() == at) {
            end.run();
        }
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        refused |= names.size() == at && !(context.exception() instanceof Crash);
    }
}
