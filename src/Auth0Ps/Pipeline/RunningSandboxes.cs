using System.Collections.Concurrent;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Pipeline;

/// <summary>The sandboxes of this process. They outlive the module's removal, because other runspaces may be using them.</summary>
internal static class RunningSandboxes
{
    private static readonly ConcurrentDictionary<string, SandboxTenant> Running = new(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Domains => [.. Running.Keys.Order(StringComparer.Ordinal)];

    public static void Add(SandboxTenant tenant) => Running[tenant.Domain] = tenant;

    /// <summary>Takes a sandbox out; null when none runs there.</summary>
    public static SandboxTenant? Take(string domain) => Running.TryRemove(domain.TrimEnd('/'), out var tenant) ? tenant : null;
}
