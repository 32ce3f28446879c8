package dev.partywall.lifecycle;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Does something once, in the thread of a call to AWS, after AWS did what it was asked, or refused it, and before the caller is told. */
final class AfterCall implements ExecutionInterceptor {

    private final String name;
    private final AtomicInteger left;
    private final Runnable work;

    /** After so many calls of this name. */
    AfterCall(String name, int times, Runnable work) {
        this.name = name;
        this.left = new AtomicInteger(times);
        this.work = work;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        count(attributes);
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        count(attributes);
    }

    private void count(ExecutionAttributes attributes) {
        if (name.equals(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME)) && left.getAndDecrement() == 1) {
            work.run();
        }
    }
}
