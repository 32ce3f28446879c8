package dev.partywall.abac;

import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the credentials told, in order. */
final class RecordedEvents implements IsolationEventListener {

    private final ConcurrentLinkedQueue<IsolationEvent> events = new ConcurrentLinkedQueue<>();

    @Override
    public void onEvent(IsolationEvent event) {
        events.add(event);
    }

    List<IsolationEvent> list() {
        return List.copyOf(events);
    }

    <E extends IsolationEvent> List<E> list(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
