package dev.partywall.testing;

import dev.partywall.core.TenantId;
import dev.partywall.testing.internal.clients.LabClients;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The tenants of a lab. */
final class LabTenants implements AutoCloseable {

    private final LabClock clock;
    private final Function<AwsCredentialsProvider, LabClients> clients;
    private final Map<TenantId, LabTenant> tenants = new ConcurrentHashMap<>();
    private volatile @Nullable Function<TenantId, LabSession.Builder> sessions;

    LabTenants(LabClock clock, Function<AwsCredentialsProvider, LabClients> clients) {
        this.clock = clock;
        this.clients = clients;
    }

    /** Says how a tenant's sessions are started; sessions begun otherwise are forgotten. */
    void sessions(Function<TenantId, LabSession.Builder> starting) {
        sessions = starting;
        close();
    }

    LabTenant get(TenantId tenant) {
        Function<TenantId, LabSession.Builder> starting = sessions;
        if (starting == null) {
            throw new IllegalStateException("The lab does not know as whom tenants call. Say so first: "
                    + "lab.tenantRole(lab.role(\"app\").policy(...).create(), \"TenantId\")");
        }
        return tenants.computeIfAbsent(tenant, id -> {
            TenantSession session = new TenantSession(clock, starting.apply(id));
            return new LabTenant(id, session, clients.apply(session));
        });
    }

    /** Closes the tenants' clients. */
    @Override
    public void close() {
        tenants.values().forEach(LabTenant::close);
        tenants.clear();
    }
}
