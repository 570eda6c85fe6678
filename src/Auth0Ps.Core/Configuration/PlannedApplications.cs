using Auth0Ps.Applications;

namespace Auth0Ps.Configuration;

/// <summary>The applications of rotations that are to be made: read page by page where many are needed of one tenant, and not one by one.</summary>
/// <param name="steps">The steps for rotations.</param>
/// <param name="open">Opens a session.</param>
internal sealed class PlannedApplications(IReadOnlyList<RotationStep> steps, Func<Auth0Connection, TenantSession> open)
{
    /// <summary>A page has a hundred; fewer are faster asked for by themselves.</summary>
    private const int Many = 10;

    private readonly Dictionary<string, Dictionary<string, Auth0Application>> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An application that was read with others; null where it has to be asked for.</summary>
    /// <exception cref="Auth0Exception">The tenant cannot be asked.</exception>
    public async Task<Auth0Application?> FindAsync(Auth0Connection connection, string clientId, CancellationToken stop)
    {
        if (!_read.TryGetValue(connection.Name, out var known))
            _read[connection.Name] = known = await ReadAsync(connection, stop);
        return known.GetValueOrDefault(clientId);
    }

    private async Task<Dictionary<string, Auth0Application>> ReadAsync(Auth0Connection connection, CancellationToken stop)
    {
        var found = new Dictionary<string, Auth0Application>(StringComparer.Ordinal);
        var wanted = steps
            .Where(step => step.Change.Action == ConfigurationAction.Create && string.Equals(step.Wanted.Connection, connection.Name, StringComparison.OrdinalIgnoreCase))
            .Select(static step => step.Wanted.ClientId).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count < Many)
            return found;

        // As many pages as there are applications to ask for would be no gain.
        var most = wanted.Count * 100;
        await foreach (var application in new ApplicationDirectory(open(connection)).ListAsync(appTypes: null, stop))
        {
            if (wanted.Remove(application.ClientId))
                found[application.ClientId] = application;
            if (wanted.Count == 0 || --most == 0)
                break;
        }

        return found;
    }
}
