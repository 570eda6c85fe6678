namespace Auth0Ps.Connections;

/// <summary>Brings a change together with one that another process made meanwhile, so that neither undoes the other.</summary>
internal static class ConnectionMerge
{
    /// <param name="former">The connection as the change began from it.</param>
    /// <param name="changed">The connection as the change left it.</param>
    /// <param name="present">The connection as it is kept now.</param>
    public static Auth0Connection Of(Auth0Connection former, Auth0Connection changed, Auth0Connection present)
    {
        // Where and who belong together and were tested together, so they come from one side as a whole.
        var merged = SamePlace(former, changed) ? present with { Persisted = changed.Persisted } : changed;
        return merged with
        {
            Name = former.Name == changed.Name ? present.Name : changed.Name,
            Description = Pick(former.Description, changed.Description, present.Description),
            ProjectId = Pick(former.ProjectId, changed.ProjectId, present.ProjectId),
            Organization = Pick(former.Organization, changed.Organization, present.Organization),
            Scope = former.Scope.SequenceEqual(changed.Scope, StringComparer.Ordinal) ? present.Scope : changed.Scope,
            Version = present.Version + 1,
            UpdatedAt = changed.UpdatedAt,
        };
    }

    private static string? Pick(string? former, string? changed, string? present) => former == changed ? present : changed;

    private static bool SamePlace(Auth0Connection former, Auth0Connection changed) =>
        (former.ApiType, former.GrantType, former.Domain, former.Audience, former.BaseUri, former.ClientId) == (changed.ApiType, changed.GrantType, changed.Domain, changed.Audience, changed.BaseUri, changed.ClientId)
        && (former.TokenEndpointAuthMethod, former.KeyAlgorithm, former.KeyId, former.CredentialsHash, former.RedirectPort, former.SecretReference)
            == (changed.TokenEndpointAuthMethod, changed.KeyAlgorithm, changed.KeyId, changed.CredentialsHash, changed.RedirectPort, changed.SecretReference);
}
