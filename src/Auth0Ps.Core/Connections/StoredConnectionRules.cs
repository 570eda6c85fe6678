using Auth0Ps.Naming;

namespace Auth0Ps.Connections;

/// <summary>Finds what cannot be in <c>connections.json</c>, before anything of the file is used or written again.</summary>
internal static class StoredConnectionRules
{
    private static readonly string?[] AuthMethods = [null, ClientAuthenticationResolver.SecretMethod, ClientAuthenticationResolver.KeyMethod, ClientAuthenticationResolver.NoMethod];

    /// <summary>The first fault, as a sentence; null when there is none.</summary>
    public static string? FaultIn(IReadOnlyList<StoredConnection> list)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var ids = new HashSet<Guid>();
        for (var index = 0; index < list.Count; index++)
        {
            var stored = list[index];
            if (!Slug.IsValid(stored.Name))
                return $"the name of connection {index + 1} is missing or no name.";
            if (!names.Add(stored.Name))
                return $"there are two connections '{stored.Name}'.";
            if (FaultOf(stored) is { } fault)
                return $"connection '{stored.Name}' {fault}";
            if (!ids.Add(stored.Id))
                return $"connection '{stored.Name}' has the id of another one.";
        }

        return null;
    }

    private static string? FaultOf(StoredConnection stored)
    {
        if (stored.Id == Guid.Empty)
            return "has no id.";
        if (stored.Version < 1)
            return "has a version below 1.";
        if (!ClientIds.IsValid(stored.ClientId))
            return "has no client id.";
        if (string.IsNullOrWhiteSpace(stored.Audience))
            return "has no audience.";
        if (!AuthMethods.Contains(stored.TokenEndpointAuthMethod))
            return "signs in in an unknown way.";
        if (!SaysWhere(stored.Secret))
            return "does not say where its secret is kept.";
        return AddressFault(stored);
    }

    private static bool SaysWhere(SecretReference? place) => place?.Location switch
    {
        SecretLocation.Environment => !string.IsNullOrEmpty(place.Variable),
        SecretLocation.KeyFile => !string.IsNullOrEmpty(place.Path),
        SecretLocation.Vault => !string.IsNullOrEmpty(place.Vault) && !string.IsNullOrEmpty(place.SecretName),

        // One whose secret is in a process is never saved.
        _ => false,
    };

    private static string? AddressFault(StoredConnection stored)
    {
        try
        {
            _ = stored.ToConnection();
            return null;
        }
        catch (Auth0Exception exception)
        {
            return $"has no usable address. {exception.Message}";
        }
    }
}
