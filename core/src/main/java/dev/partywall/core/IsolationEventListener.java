package dev.partywall.core;

/**
 * Is told what the wall did: for audit trails, metrics and alarms.
 *
 * <p>Called on the thread that did the work, after the fact it tells and before the call returns to the application.
 * A listener that throws fails that call: where an audit trail cannot be written, nothing is released. So be quick, and
 * hand slow work to another thread. Must be safe for many threads.
 */
@FunctionalInterface
public interface IsolationEventListener {

    /**
     * Takes an event.
     *
     * @param event what happened
     */
    void onEvent(IsolationEvent event);

    /**
     * A listener that does nothing.
     *
     * @return the listener
     */
    static IsolationEventListener none() {
        return event -> {};
    }
}
