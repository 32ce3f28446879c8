package dev.partywall.policy;

/**
 * One question to IAM.
 *
 * @param caller who asks
 * @param action such as {@code dynamodb:GetItem}
 * @param resource the ARN of the resource, or {@code *} for actions that have none
 * @param resourceAccount the account that owns the resource, twelve digits
 * @param context the condition keys
 */
public record AuthorizationRequest(
        Caller caller, String action, String resource, String resourceAccount, RequestContext context) {}
