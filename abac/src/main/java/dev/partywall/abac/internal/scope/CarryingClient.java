package dev.partywall.abac.internal.scope;

import dev.partywall.abac.CallNotScopedException;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkClient;

/**
 * An asynchronous client, or a waiter of one, whose requests take the bound tenant along: paginators and waiters make their later
 * requests, on threads of the SDK's, out of the first.
 *
 * <p>What an interface implements itself, such as the forms that take a {@code Consumer}, runs on the proxy, so that the request it makes
 * comes by here.
 */
final class CarryingClient implements InvocationHandler {

    private final Object target;
    private final TenantSessions sessions;
    private final boolean splitsRequests;
    private final Map<Method, Boolean> ownMethods = new ConcurrentHashMap<>();

    private CarryingClient(Object target, TenantSessions sessions) {
        this.target = target;
        this.sessions = sessions;
        this.splitsRequests =
                !(target instanceof SdkClient client) || client.serviceName().equals("s3");
    }

    /** The client around another. */
    static Object around(SdkClient client, TenantSessions sessions) {
        return proxy(client, sessions);
    }

    private static Object proxy(Object target, TenantSessions sessions) {
        Class<?>[] interfaces = interfacesOf(target.getClass()).toArray(Class<?>[]::new);
        return Proxy.newProxyInstance(interfaces[0].getClassLoader(), interfaces, new CarryingClient(target, sessions));
    }

    private static Set<Class<?>> interfacesOf(Class<?> type) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            interfaces.addAll(Arrays.asList(at.getInterfaces()));
        }
        return interfaces;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        if (method.getName().equals("batchManager")) {
            throw noBatches();
        }
        Object @Nullable [] carrying = isFollowedByOthers(method) ? carrying(arguments) : arguments;
        if (method.isDefault() && !ownMethods.computeIfAbsent(method, this::isOwn)) {
            return InvocationHandler.invokeDefault(proxy, method, carrying);
        }
        return carrying(method, call(method, carrying));
    }

    /**
     * Whether the SDK may make other requests out of this one. What returns a future is one request made here and now, on this
     * thread, but for what a waiter repeats and S3 may split into parts; and to carry the tenant costs some 2 KB a call.
     */
    private boolean isFollowedByOthers(Method method) {
        return splitsRequests || method.getReturnType() != CompletableFuture.class;
    }

    /** Whether the client has an implementation of its own. */
    private boolean isOwn(Method method) {
        try {
            return !target.getClass()
                    .getMethod(method.getName(), method.getParameterTypes())
                    .getDeclaringClass()
                    .isInterface();
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException("A client lacks a method of its interface: " + method, impossible);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a client is itself and no other
    private @Nullable Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> call(method, arguments);
        };
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private @Nullable Object carrying(Method method, @Nullable Object result) {
        if (result == null) {
            return null;
        }
        Class<?> type = method.getReturnType();
        return type.isInterface() && type.getSimpleName().endsWith("Waiter") ? proxy(result, sessions) : result;
    }

    private Object @Nullable [] carrying(Object @Nullable [] arguments) {
        Optional<Tenant> bound = TenantContext.find();
        if (arguments == null || bound.isEmpty()) {
            return arguments; // without a tenant the call is refused where it is made
        }
        Object[] carrying = arguments.clone();
        for (int i = 0; i < carrying.length; i++) {
            if (carrying[i] instanceof AwsRequest request) {
                carrying[i] = carrying(request, bound.get());
            }
        }
        return carrying;
    }

    /** A request that brings credentials already keeps them: ours are those of its first request, others are refused later. */
    private AwsRequest carrying(AwsRequest request, Tenant tenant) {
        AwsRequestOverrideConfiguration given = request.overrideConfiguration()
                .orElseGet(() -> AwsRequestOverrideConfiguration.builder().build());
        if (given.credentialsIdentityProvider().isPresent()) {
            return request;
        }
        AwsRequestOverrideConfiguration.Builder override =
                given.toBuilder().credentialsProvider(new FixedTenantCredentials(sessions, tenant));
        return request.toBuilder().overrideConfiguration(override.build()).build();
    }

    private static CallNotScopedException noBatches() {
        TenantId tenant = TenantContext.find().map(Tenant::id).orElse(null);
        return new CallNotScopedException(
                ErrorCode.CALL_NOT_SCOPED,
                tenant,
                "a batch manager puts requests of several tenants into one; make one from a boundClient for each tenant");
    }
}
