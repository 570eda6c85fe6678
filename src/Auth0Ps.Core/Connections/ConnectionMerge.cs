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

    /// <summary>True where all is the same but for what each side may change by itself. A property that is not named here belongs to the place.</summary>
    private static bool SamePlace(Auth0Connection former, Auth0Connection changed) => PlaceOf(former) == PlaceOf(changed);

    private static Auth0Connection PlaceOf(Auth0Connection connection) => connection with
    {
        Name = "",
        Description = null,
        ProjectId = null,
        Organization = null,
        Scope = [],
        Persisted = false,
        Version = 0,
        CreatedAt = default,
        UpdatedAt = default,
    };
}
