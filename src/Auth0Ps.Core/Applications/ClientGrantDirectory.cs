using System.Text.Json;

namespace Auth0Ps.Applications;

/// <summary>Finds an API that an application may ask a token for with client credentials; its client grants tell.</summary>
/// <remarks>For a few applications each is looked up; after that all grants are listed once, which spares a request for each.</remarks>
internal sealed class ClientGrantDirectory(TenantSession session)
{
    private const int SingleLookups = 3;

    private readonly object _lock = new();
    private Task<Dictionary<string, string>>? _all;
    private int _lookups;

    /// <summary>The identifier of an API the application has a grant for; null when there is none, or the connection may not see grants.</summary>
    public async Task<string?> FindAudienceAsync(string clientId, CancellationToken cancellationToken)
    {
        var token = await session.GetTokenAsync(cancellationToken: cancellationToken);
        if (!token.Scope.Contains("read:client_grants", StringComparer.Ordinal))
            return null;

        if (_all is null && Interlocked.Increment(ref _lookups) <= SingleLookups)
        {
            var found = await ReadAsync($"client-grants?take=50&client_id={Uri.EscapeDataString(clientId)}", cancellationToken);
            return found.GetValueOrDefault(clientId);
        }

        // Shared by all callers, so one caller's stop must not end it for the others.
        Task<Dictionary<string, string>> all;
        lock (_lock)
        {
            if (_all is null || _all.IsFaulted || _all.IsCanceled)
                _all = ReadAsync("client-grants?take=100", CancellationToken.None);
            all = _all;
        }

        return (await all.WaitAsync(cancellationToken)).GetValueOrDefault(clientId);
    }

    private async Task<Dictionary<string, string>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var audiences = new Dictionary<string, string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            using var page = await session.GetJsonAsync(next is null ? path : $"{path}&from={Uri.EscapeDataString(next)}", target: null, cancellationToken);
            var json = page.Json!.Value;
            foreach (var grant in GrantsIn(json).Where(IsForApplicationAlone))
            {
                // A grant that lacks either says nothing.
                if (Text(grant, "client_id") is { Length: > 0 } clientId && Text(grant, "audience") is { Length: > 0 } audience)
                    audiences.TryAdd(clientId, audience);
            }

            var following = json.ValueKind == JsonValueKind.Object ? Text(json, "next") : null;
            next = following == next ? null : following;
        }
        while (!string.IsNullOrEmpty(next));
        return audiences;
    }

    /// <summary>The grants of a page, bare or in an object; none where it is something else.</summary>
    private static IEnumerable<JsonElement> GrantsIn(JsonElement page)
    {
        var list = page.ValueKind == JsonValueKind.Object && page.TryGetProperty("client_grants", out var grants) ? grants : page;
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(static grant => grant.ValueKind == JsonValueKind.Object) : [];
    }

    /// <summary>Not for users, and not only within an organization.</summary>
    private static bool IsForApplicationAlone(JsonElement grant) =>
        Text(grant, "subject_type") is null or "client" && Text(grant, "organization_usage") is not "require";

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
