namespace Auth0Ps.Completion;

/// <summary>Paths of Auth0's own APIs, to choose from; every other path is accepted too.</summary>
/// <remarks>Source: Auth0's OpenAPI documents of the Management API and the My Account API.</remarks>
internal static class KnownRestPaths
{
    private static readonly (string Path, string Meaning)[] Management =
    [
        ("actions/actions", "actions"),
        ("actions/actions/{id}", "one action"),
        ("actions/triggers", "triggers that actions are bound to"),
        ("attack-protection/breached-password-detection", "settings"),
        ("attack-protection/brute-force-protection", "settings"),
        ("attack-protection/suspicious-ip-throttling", "settings"),
        ("branding", "settings"),
        ("client-grants", "which applications may use which APIs"),
        ("client-grants/{id}", "one client grant"),
        ("client-grants/{id}/organizations", "organizations of a client grant"),
        ("clients", "applications"),
        ("clients/{id}", "one application"),
        ("clients/{id}/credentials", "an application's public keys"),
        ("clients/{id}/credentials/{credential_id}", "one public key"),
        ("clients/{id}/rotate-secret", "POST: a new client secret; the old one ends at once"),
        ("connections", "identity providers and user stores"),
        ("connections/{id}", "one identity provider or user store"),
        ("custom-domains", "custom domains"),
        ("custom-domains/{id}", "one custom domain"),
        ("emails/provider", "the email provider"),
        ("email-templates/{templateName}", "one email template"),
        ("grants", "what users have consented to"),
        ("guardian/factors", "factors of multi-factor authentication"),
        ("jobs/{id}", "one job"),
        ("keys/signing", "keys that tokens are signed with"),
        ("keys/signing/rotate", "POST: the next signing key becomes the current one"),
        ("keys/signing/{kid}", "one signing key"),
        ("keys/signing/{kid}/revoke", "PUT: ends a signing key and every token signed with it"),
        ("log-streams", "log streams"),
        ("log-streams/{id}", "one log stream"),
        ("logs", "the tenant's log"),
        ("logs/{id}", "one entry of the log"),
        ("organizations", "organizations"),
        ("organizations/name/{name}", "one organization, by name"),
        ("organizations/{id}", "one organization"),
        ("organizations/{id}/client-grants", "client grants of an organization"),
        ("organizations/{id}/members", "members of an organization"),
        ("prompts", "settings"),
        ("resource-servers", "APIs"),
        ("resource-servers/{id}", "one API, by id or escaped audience"),
        ("roles", "roles"),
        ("roles/{id}", "one role"),
        ("roles/{id}/permissions", "permissions of a role"),
        ("roles/{id}/users", "users with a role"),
        ("stats/active-users", "how many users were active in the last 30 days"),
        ("stats/daily", "logins and sign-ups by day"),
        ("tenants/settings", "the tenant's settings"),
        ("users", "users"),
        ("users-by-email", "users with an email address"),
        ("users/{id}", "one user"),
        ("users/{id}/logs", "log entries of a user"),
        ("users/{id}/organizations", "organizations of a user"),
        ("users/{id}/permissions", "permissions of a user"),
        ("users/{id}/roles", "roles of a user"),
    ];

    private static readonly (string Path, string Meaning)[] MyAccount =
    [
        ("authentication-methods", "the user's authentication methods"),
        ("authentication-methods/{id}", "one authentication method"),
        ("authentication-methods/{id}/verify", "POST: confirms an enrolment"),
        ("connected-accounts/accounts", "accounts at other providers"),
        ("connected-accounts/connections", "providers that accounts can be connected with"),
        ("factors", "factors that the user may enrol"),
    ];

    /// <summary>The paths of an API; none of an API that is not Auth0's.</summary>
    public static IReadOnlyList<(string Path, string Meaning)> Of(Auth0ApiType api) => api switch
    {
        Auth0ApiType.Management => Management,
        Auth0ApiType.MyAccount => MyAccount,
        _ => [],
    };
}
