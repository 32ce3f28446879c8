package dev.partywall.examples.records.report;

import dev.partywall.core.ErrorCode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Gathers one line of the final table. The counts are safe for many threads, {@link #during} is for one. */
public final class Measurement {

    private final String step;
    private final Expectation expectation;
    private final long planned;
    private final CallCounter counter;
    private final LongAdder tried = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Set<Refusal> refusals = ConcurrentHashMap.newKeySet();
    private CallCount calls = CallCount.NONE;
    private Duration time = Duration.ZERO;

    /**
     * For one step.
     *
     * @param step what is done, in few words
     * @param expectation what must happen
     * @param planned how often it must be tried
     * @param counter counts the calls
     */
    public Measurement(String step, Expectation expectation, long planned, CallCounter counter) {
        this.step = step;
        this.expectation = expectation;
        this.planned = planned;
        this.counter = counter;
    }

    /**
     * What the step does.
     *
     * @return few words
     */
    public String step() {
        return step;
    }

    /**
     * How often it must be tried.
     *
     * @return the number
     */
    public long planned() {
        return planned;
    }

    /** It was tried and worked, with the right result. */
    public void succeeded() {
        tried.increment();
        succeeded.increment();
    }

    /**
     * It was tried and refused in the right way.
     *
     * @param reason why
     */
    public void refused(ErrorCode reason) {
        refused(Refusal.of(reason));
    }

    /**
     * It was tried and refused in the right way.
     *
     * @param refusal why
     */
    public void refused(Refusal refusal) {
        tried.increment();
        refused.increment();
        refusals.add(refusal);
    }

    /** It was tried and ended in no right way. */
    public void wrong() {
        tried.increment();
    }

    /**
     * Measures a part of the step: its calls and its time are added.
     *
     * @param work the part; all it starts has ended when it returns
     */
    public void during(Runnable work) {
        CallCount before = counter.total();
        long start = System.nanoTime();
        try {
            work.run();
        } finally {
            time = time.plusNanos(System.nanoTime() - start);
            calls = calls.plus(counter.total().minus(before));
        }
    }

    /**
     * What was gathered so far.
     *
     * @return the line
     */
    public StepResult result() {
        return new StepResult(
                step, expectation, planned, tried.sum(), succeeded.sum(), refused.sum(), refusals, calls, time);
    }
}
