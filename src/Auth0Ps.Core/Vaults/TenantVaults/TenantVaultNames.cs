namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>The names of a tenant's applications as entries of a vault. Names are compared without case, as vaults do; client ids with it.</summary>
/// <remarks>
/// What is ambiguous is decided over all applications, those without a secret included: a name must not come to mean another application
/// because one of them changed the way it signs in.
/// </remarks>
internal sealed class TenantVaultNames
{
    private readonly Dictionary<string, Auth0Application> _byId = new(StringComparer.Ordinal);
    private readonly ILookup<string, Auth0Application> _byName;
    private readonly HashSet<string> _ids;

    public TenantVaultNames(IEnumerable<Auth0Application> applications)
    {
        foreach (var application in applications.Where(static application => !application.IsGlobal))
            _byId[application.ClientId] = application;
        _ids = new HashSet<string>(_byId.Keys, StringComparer.OrdinalIgnoreCase);
        _byName = _byId.Values.ToLookup(static application => application.DisplayName, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether Auth0 would show a client secret of the application.</summary>
    public static bool HasSecret(Auth0Application application) =>
        !application.IsGlobal && application.TokenEndpointAuthMethod is not ("private_key_jwt" or "tls_client_auth" or "self_signed_tls_client_auth");

    /// <summary>The entries whose names match, or whose applications' names do; an ambiguous one is then told by its client id.</summary>
    public IReadOnlyList<TenantVaultEntry> List(Func<string, bool> matches) =>
        [.. _byId.Values
            .Where(HasSecret)
            .Select(application => new TenantVaultEntry(NameOf(application), application))
            .Where(entry => matches(entry.Name) || matches(entry.Application.DisplayName))
            .OrderBy(static entry => entry.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The application that a name or client id means; null when there is none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: several have that name.</exception>
    public Auth0Application? Find(string name)
    {
        if (_byId.TryGetValue(name, out var found))
            return found;
        var named = _byName[name].ToList();
        return named.Count < 2 ? named.FirstOrDefault() : throw Ambiguous(name, named);
    }

    /// <summary>True for a client id of this tenant.</summary>
    public bool HasId(string clientId) => _byId.ContainsKey(clientId);

    private string NameOf(Auth0Application application) =>
        string.IsNullOrWhiteSpace(application.Name) || _ids.Contains(application.DisplayName) || _byName[application.DisplayName].Skip(1).Any()
            ? application.ClientId
            : application.DisplayName;

    private static Auth0Exception Ambiguous(string name, List<Auth0Application> named)
    {
        var ids = named.Select(static application => application.ClientId).Order(StringComparer.Ordinal).ToList();
        return new Auth0Exception(
            ErrorReason.InvalidArgument,
            $"{ids.Count} applications of the tenant are called '{name}': {string.Join(", ", ids.Take(5))}{(ids.Count > 5 ? "…" : "")}.",
            $"Name the one you mean by its client id: -Name {ids[0]}")
        { Target = name };
    }
}
