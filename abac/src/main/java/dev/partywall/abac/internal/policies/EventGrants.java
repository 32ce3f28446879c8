package dev.partywall.abac.internal.policies;

import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.internal.policies.Grant.Part;
import java.util.List;

/**
 * EventBridge: events of a bus of all tenants, by their source. {@code events:source} is multivalued, so it is bound as
 * such and guarded (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html).
 */
public final class EventGrants {

    private final Arn bus;
    private final TenantTemplate source;

    private EventGrants(Arn bus, TenantTemplate source) {
        this.bus = bus;
        this.source = source;
    }

    /** Reads a bus and a source such as {@code com.example.orders.{tenant}}. */
    public static EventGrants parse(String bus, String source) {
        Arn arn = Arn.parse("bus", bus, "events").requireResource("bus", Names.EVENT_BUS);
        TenantTemplate template = TenantTemplate.parse("source", source);
        if (template.open()) {
            throw InvalidPolicySettingException.setting("source", "\"" + source + "\" must not end with a wildcard");
        }
        return new EventGrants(arn, template);
    }

    /** What the bus takes. */
    public List<Grant> grants() {
        List<Bound> own = Bound.each(source.operator(), "events:source", List.of(source.pattern()));
        List<String> resources = List.of(bus.head() + bus.resource());
        return List.of(Grant.allow(Part.MESSAGES, "OwnEventsPut", List.of("events:PutEvents"), resources, own));
    }

    /**
     * Refuses a family of buses of which this one could be a tenant's: that tenant would put events without a source.
     *
     * @throws InvalidPolicySettingException if it could
     */
    void requireNotOf(Family buses) {
        if (buses.space().equals(bus.head()) && buses.template().mayBe(bus.resource())) {
            throw InvalidPolicySettingException.setting(
                    "bus",
                    bus.resource() + " could be a tenant's bus by \""
                            + buses.template().pattern() + "\"");
        }
    }

    /** The sources of this bus that are tenants'. */
    public Family family() {
        return new Family("source", bus.head() + bus.resource(), source);
    }
}
