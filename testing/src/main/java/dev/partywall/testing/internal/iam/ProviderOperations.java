package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.principals.IdentityProvider;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** OpenID Connect providers. */
final class ProviderOperations {

    private static final String SCHEME = "https://";

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
    private static final int MAX_PROVIDERS = 100;

    private static final int MAX_CLIENT_IDS = 100;

    private final Principals principals;
    private final IamAccess access;
    private final Clock clock;

    ProviderOperations(Principals principals, Clock clock) {
        this.principals = principals;
        this.access = new IamAccess(principals);
        this.clock = clock;
    }

    Map<String, IamOperation> operations() {
        return Map.of(
                "CreateOpenIDConnectProvider", IamOperation.of(this::mayCreate, this::create),
                "GetOpenIDConnectProvider", IamOperation.of(about("iam:GetOpenIDConnectProvider"), this::get),
                "DeleteOpenIDConnectProvider", IamOperation.of(about("iam:DeleteOpenIDConnectProvider"), this::delete),
                "ListOpenIDConnectProviders",
                        IamOperation.of(request -> access.list("iam:ListOpenIDConnectProviders"), request -> list()));
    }

    private IamOperation.Question about(String action) {
        return request -> access.provider(action, request.arn("OpenIDConnectProviderArn"), IamAccess.tagged(Map.of()));
    }

    private String url(IamRequest request) {
        String url = request.required("Url", 1, 255);
        if (!url.startsWith(SCHEME) || url.length() == SCHEME.length()) {
            throw IamException.validation("Invalid Open ID Connect Provider URL");
        }
        return url.substring(SCHEME.length());
    }

    private String arn(IamRequest request) {
        return principals.arn("oidc-provider", "/", url(request));
    }

    private AccessCheck mayCreate(IamRequest request) {
        return access.created("iam:CreateOpenIDConnectProvider", arn(request), IamAccess.tagged(request.tags()));
    }

    private XmlElements create(IamRequest request) {
        List<String> clientIds = request.form().texts("ClientIDList");
        if (clientIds.size() > MAX_CLIENT_IDS) {
            throw IamException.limitExceeded(
                    "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: " + MAX_CLIENT_IDS);
        } else if (principals.providers().all().size() >= MAX_PROVIDERS) {
            throw IamException.limitExceeded(
                    "Cannot exceed quota for OpenIdConnectProvidersPerAccount: " + MAX_PROVIDERS);
        }
        IdentityProvider provider = new IdentityProvider(
                arn(request),
                url(request),
                clientIds,
                request.form().texts("ThumbprintList"),
                request.tags(),
                clock.instant());
        if (!principals.providers().add(provider)) {
            throw IamException.alreadyExists("Provider with url " + SCHEME + provider.url() + " already exists.");
        }
        XmlElements answer = new XmlElements().with("OpenIDConnectProviderArn", provider.arn());
        return provider.tags().isEmpty() ? answer : answer.withAll("Tags", Answers.tags(provider.tags()));
    }

    private IdentityProvider named(IamRequest request) {
        String arn = request.arn("OpenIDConnectProviderArn");
        return principals
                .providers()
                .find(arn)
                .orElseThrow(() -> IamException.noSuchEntity("OpenIDConnect Provider not found for arn " + arn));
    }

    private XmlElements get(IamRequest request) {
        IdentityProvider provider = named(request);
        XmlElements answer = new XmlElements()
                .with("Url", provider.url())
                .withTexts("ClientIDList", provider.clientIds())
                .withTexts("ThumbprintList", provider.thumbprints())
                .with("CreateDate", Answers.time(provider.created()));
        return provider.tags().isEmpty() ? answer : answer.withAll("Tags", Answers.tags(provider.tags()));
    }

    /** Deleting one that does not exist is no error: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html */
    private XmlElements delete(IamRequest request) {
        principals.providers().remove(request.arn("OpenIDConnectProviderArn"));
        return Answers.nothing();
    }

    private XmlElements list() {
        return new XmlElements()
                .withAll(
                        "OpenIDConnectProviderList",
                        principals.providers().all().stream()
                                .map(provider -> new XmlElements().with("Arn", provider.arn()))
                                .toList());
    }
}
