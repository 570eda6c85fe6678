using System.Globalization;

namespace Auth0Ps.Insight;

/// <summary>Says whether consumers of a rotation were left behind.</summary>
internal static class UsageCheck
{
    private const int MostNamed = 5;

    public static Auth0Check Of(Auth0SecretRotation rotation, Auth0SecretUsage usage)
    {
        if (usage.LastRotatedAt is not { } rotatedAt)
            return Check(CheckOutcome.Skipped, "Nothing was rotated from here yet, so that nobody can be left behind.", null);
        if (usage.RefusedSinceRotation is null)
        {
            return Check(
                CheckOutcome.Skipped,
                usage.Covers is { } covers ? $"The tenant's log reaches back to {covers.UtcDateTime:u} only, and the last rotation was {rotatedAt.UtcDateTime:u}." : "The tenant's log is empty; events show some seconds after they happened.",
                "Look sooner after a rotation; the tenant's plan decides how long its log is kept.");
        }

        if (usage.RefusedSources.Count == 0)
        {
            var seen = usage.LastSucceededAt >= rotatedAt ? $"a client signed in, last {usage.LastSucceededAt.Value.UtcDateTime:u}" : "nobody has signed in yet";
            return Check(CheckOutcome.Passed, $"Since the rotation ({rotatedAt.UtcDateTime:u}) {seen}, and nobody is left behind.", null);
        }

        var named = string.Join("; ", usage.RefusedSources.Take(MostNamed).Select(source => string.Create(CultureInfo.InvariantCulture, $"{source} (refused {source.RefusedSinceRotation} times, last {source.LastSeenAt.UtcDateTime:u})")));
        var more = usage.RefusedSources.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {usage.RefusedSources.Count - MostNamed} more") : "";
        return Check(
            CheckOutcome.Failed,
            $"Refused since the rotation ({rotatedAt.UtcDateTime:u}), and not signed in since: {named}{more}.",
            $"Let them read '{rotation.Entries.SecretEntry}' in vault '{rotation.Vault}' anew; Get-Auth0SecretUsage {usage.ClientId} shows all of them.");
    }

    private static Auth0Check Check(CheckOutcome outcome, string detail, string? recommendation) => new() { Name = "Usage", Outcome = outcome, Detail = detail, Recommendation = recommendation };
}
