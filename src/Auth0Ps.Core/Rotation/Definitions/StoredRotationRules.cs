namespace Auth0Ps.Rotation.Definitions;

/// <summary>Finds what cannot be in <c>rotations.json</c>, before anything of the file is used or written again.</summary>
internal static class StoredRotationRules
{
    /// <summary>The first fault, as a sentence; null when there is none.</summary>
    public static string? FaultIn(IReadOnlyList<StoredRotation> list)
    {
        var ids = new HashSet<Guid>();
        for (var index = 0; index < list.Count; index++)
        {
            var stored = list[index];
            if (string.IsNullOrEmpty(stored.Name))
                return $"rotation {index + 1} has no name.";
            if (string.IsNullOrEmpty(stored.ClientId))
                return $"rotation '{stored.Name}' has no client id.";
            if (stored.Vault is null || stored.Domain is null || stored.Connection is null)
                return $"rotation '{stored.Name}' does not say where it goes.";
            if (!Enum.IsDefined(stored.CredentialType) || (stored.SecretsMapping is { } mapping && (mapping.Credential ?? mapping.ClientSecret ?? mapping.PrivateKey) is null))
                return $"rotation '{stored.Name}' names no entry for what it makes.";
            if (!ids.Add(stored.Id))
                return $"rotation '{stored.Name}' has the id of another one.";
        }

        return null;
    }
}
