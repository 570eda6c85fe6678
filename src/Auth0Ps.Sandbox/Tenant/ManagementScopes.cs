namespace Auth0Ps.Sandbox.Tenant;

/// <summary>The permissions of the Management API that the tenant's own API offers; names as in Auth0's reference.</summary>
internal static class ManagementScopes
{
    private static readonly string[] Crud =
    [
        "client_grants", "users", "users_app_metadata", "clients", "client_keys", "client_credentials", "connections", "resource_servers",
        "device_credentials", "actions", "custom_domains", "roles", "log_streams", "organizations", "email_templates", "attack_protection",
        "encryption_keys", "custom_signing_keys", "event_streams", "forms", "flows", "self_service_profiles", "network_acls",
    ];

    private static readonly string[] Others =
    [
        "read:client_summary", "read:stats", "read:insights", "read:tenant_settings", "update:tenant_settings", "read:logs", "read:logs_users",
        "read:grants", "delete:grants", "read:signing_keys", "create:signing_keys", "update:signing_keys", "read:branding", "update:branding",
        "delete:branding", "read:prompts", "update:prompts", "read:mfa_policies", "update:mfa_policies", "read:guardian_factors",
        "update:guardian_factors", "create:user_tickets", "blacklist:tokens", "read:sessions", "delete:sessions", "read:refresh_tokens",
        "delete:refresh_tokens", "read:organizations_summary", "create:organization_members", "read:organization_members",
        "delete:organization_members", "create:organization_connections", "read:organization_connections", "update:organization_connections",
        "delete:organization_connections", "create:organization_client_grants", "read:organization_client_grants",
        "delete:organization_client_grants", "read:organization_clients", "create:organization_clients", "delete:organization_clients",
        "update:organization_clients", "read:organization_discovery_domains", "create:organization_discovery_domains", "update:organization_discovery_domains",
        "delete:organization_discovery_domains",
    ];

    /// <summary>All of them, as <c>action:object</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Crud.SelectMany(target => new[] { "read:" + target, "create:" + target, "update:" + target, "delete:" + target }),
        .. Others,
    ];

    /// <summary><c>read:client_keys</c> is described as <c>Read Client Keys</c>.</summary>
    public static string Describe(string scope) => string.Join(
        ' ',
        scope.Split(':', '_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
