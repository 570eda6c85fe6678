using Auth0Ps.Errors;

namespace Auth0Ps;

/// <summary>What a connection is to be used for; decides which permissions a test asks for.</summary>
public enum ConnectionPurpose
{
    /// <summary>Nothing in particular.</summary>
    General,

    /// <summary>Rotating client secrets: <c>read:clients</c> and <c>update:client_keys</c>.</summary>
    SecretRotation,

    /// <summary>Rotating private keys: <c>read:clients</c>, <c>update:client_credentials</c> and <c>create:</c>, <c>read:</c>, <c>delete:client_credentials</c>.</summary>
    KeyRotation,

    /// <summary>Showing the tenant as a vault: <c>read:clients</c>, <c>read:client_keys</c> (and <c>update:client_keys</c> to write).</summary>
    Vault,
}

/// <summary>How one check ended.</summary>
public enum CheckOutcome
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>It is not.</summary>
    Failed,

    /// <summary>It was not looked at: it does not apply, or an earlier check failed.</summary>
    Skipped,
}

/// <summary>One step of a test.</summary>
public sealed record Auth0Check
{
    /// <summary>What was looked at.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>What was found.</summary>
    public required string Detail { get; init => field = DisplayText.Of(value); }

    /// <summary>What to do about it; null when nothing needs doing.</summary>
    public string? Recommendation { get; init => field = value is null ? null : DisplayText.Of(value); }

    /// <summary>The failure behind it.</summary>
    internal Auth0Exception? Failure { get; init; }

    /// <summary>Name and outcome.</summary>
    public override string ToString() => $"{Name}: {Outcome}";
}

/// <summary>A connection, looked at part by part.</summary>
public sealed record Auth0ConnectionTest
{
    /// <summary>The connection tested.</summary>
    public required Auth0Connection Connection { get; init; }

    /// <summary>True when no check failed.</summary>
    public bool Succeeded => Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>The scopes the token carries.</summary>
    public IReadOnlyList<string> GrantedScope { get; init => field = value.ToArray(); } = [];

    /// <summary>The scopes the purpose needs and the token lacks.</summary>
    public IReadOnlyList<string> MissingScope { get; init => field = value.ToArray(); } = [];

    /// <summary>When the token ends (UTC); null when there is none.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>How long the tenant's discovery document took; null when it did not come.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>The checks in the order they were made.</summary>
    public required IReadOnlyList<Auth0Check> Checks { get; init => field = value.ToArray(); }
}
