package dev.partywall.lifecycle;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Does something once, in the thread of a call to AWS: before it is sent, or when AWS has answered and before the caller is told. */
final class AtCall implements ExecutionInterceptor {

    private final String name;
    private final boolean before;
    private final AtomicInteger left;
    private final Runnable work;

    private AtCall(String name, boolean before, int times, Runnable work) {
        this.name = name;
        this.before = before;
        this.left = new AtomicInteger(times);
        this.work = work;
    }

    /** Before the first call of this name. */
    static AtCall before(String name, Runnable work) {
        return new AtCall(name, true, 1, work);
    }

    /** After so many calls of this name, whether AWS did what it was asked or refused it. */
    static AtCall after(String name, int times, Runnable work) {
        return new AtCall(name, false, times, work);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        count(true, attributes);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        count(false, attributes);
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        count(false, attributes);
    }

    private void count(boolean isBefore, ExecutionAttributes attributes) {
        boolean isIt = isBefore == before && name.equals(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        if (isIt && left.getAndDecrement() == 1) {
            work.run();
        }
    }
}
