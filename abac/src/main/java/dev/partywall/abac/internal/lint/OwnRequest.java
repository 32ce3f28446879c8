package dev.partywall.abac.internal.lint;

import dev.partywall.policy.AuthorizationRequest;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Requests that a statement is there for: its actions on its resources, with all that its conditions ask for. */
final class OwnRequest {

    private final Subject subject;

    OwnRequest(Subject subject) {
        this.subject = subject;
    }

    /** One for a tenant's data by a caller who says this, if one passes; the caller has no other tags. */
    Optional<AuthorizationRequest> of(String tenant, Facts caller) {
        return of(tenant, caller, key -> !key.startsWith("aws:principaltag/"));
    }

    /** The same, where the caller has such tags as are free. */
    Optional<AuthorizationRequest> of(String tenant, Facts caller, Predicate<String> free) {
        for (String resource : resources(tenant)) {
            for (String action : actions(resource)) {
                Optional<AuthorizationRequest> request =
                        subject.means(action) ? subject.pass(action, resource, caller, tenant, free) : Optional.empty();
                if (request.isPresent()) {
                    return request;
                }
            }
        }
        return Optional.empty();
    }

    private Set<String> resources(String tenant) {
        Set<String> resources = new LinkedHashSet<>();
        subject.targets.services().forEach(service -> resources.addAll(subject.targets.of(service, tenant)));
        Catalog.services().forEach(service -> resources.add(Catalog.example(service)));
        resources.add("*");
        return resources;
    }

    /** Known actions of the resource's service, and those that the statement names. */
    private Set<String> actions(String resource) {
        String service = resource.equals("*") ? "" : resource.split(":", 4)[2];
        Set<String> actions = new LinkedHashSet<>(Catalog.data(service));
        actions.addAll(service.equals("s3") ? Catalog.LISTINGS : Set.<String>of());
        subject.statement.action().patterns().stream()
                .filter(pattern ->
                        service.isEmpty() || pattern.regionMatches(true, 0, service + ":", 0, service.length() + 1))
                .filter(pattern -> pattern.contains(":"))
                .map(pattern -> pattern.replace("*", "Example").replace("?", "x"))
                .forEach(actions::add);
        return actions;
    }
}
