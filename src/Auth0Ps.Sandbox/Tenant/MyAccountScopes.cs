namespace Auth0Ps.Sandbox.Tenant;

/// <summary>The permissions of the My Account API; names as in Auth0's page about it.</summary>
internal static class MyAccountScopes
{
    public const string ReadFactors = "read:me:factors";

    public const string ReadAuthenticationMethods = "read:me:authentication_methods";

    /// <summary>All of them, as <c>action:me:object</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "create:me:authentication_methods", ReadAuthenticationMethods, "update:me:authentication_methods", "delete:me:authentication_methods",
        ReadFactors, "create:me:connected_accounts", "read:me:connected_accounts", "delete:me:connected_accounts",
    ];
}
