using System.Diagnostics.CodeAnalysis;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>What came of looking for a PowerShell: an engine, or the reason why there is none.</summary>
internal sealed record PowerShellSearch
{
    private PowerShellSearch(PowerShellEngine? engine, string? reason)
    {
        Engine = engine;
        Reason = reason;
    }

    /// <summary>The engine; null when none was found.</summary>
    internal PowerShellEngine? Engine { get; }

    /// <summary>One sentence for the user; null when an engine was found.</summary>
    internal string? Reason { get; }

    [MemberNotNullWhen(true, nameof(Engine))]
    [MemberNotNullWhen(false, nameof(Reason))]
    internal bool Found => Engine is not null;

    internal static PowerShellSearch FoundAs(PowerShellEngine engine) => new(engine, null);

    internal static PowerShellSearch NotFound(string reason) => new(null, reason);
}
