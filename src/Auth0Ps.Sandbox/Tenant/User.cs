namespace Auth0Ps.Sandbox.Tenant;

/// <summary>Someone who can log in with a password at the tenant's own database.</summary>
internal sealed record User
{
    /// <summary><c>auth0|</c> and 24 hexadecimal digits: the <c>sub</c> of the user's tokens.</summary>
    public required string Id { get; init; }

    /// <summary>What the user types to log in; compared without regard to case.</summary>
    public required string Email { get; init; }

    public required string Name { get; init; }

    /// <summary>In clear text, because a restarted sandbox prints it again.</summary>
    public required string Password { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Users are looked up by address as typed by people.</summary>
    public static string AlternateKey(string email) => email.Trim().ToLowerInvariant();
}
