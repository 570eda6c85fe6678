using Auth0Ps.Rotation.Journal;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Keeps definitions out of each other's way; <see cref="EntryOwners"/> asks more under the lease.</summary>
internal static class EntryGuards
{
    /// <summary>Refuses a definition that gets into the way of another one.</summary>
    /// <param name="all">All definitions; the same one's former state among them is passed over.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationExists"/>.</exception>
    public static void RequireApart(Auth0SecretRotation rotation, IEnumerable<Auth0SecretRotation> all)
    {
        var names = rotation.Entries.AllNames.Select(EntryNames.Fold).ToHashSet(StringComparer.Ordinal);
        foreach (var other in all.Where(other => other.Id != rotation.Id))
        {
            if (string.Equals(other.Name, rotation.Name, StringComparison.OrdinalIgnoreCase))
                throw Exists(rotation.Name, $"A rotation '{other.Name}' exists already.", $"Choose another -Name, or change that one: Set-Auth0SecretRotation {other.Name}");
            if (other.Client == rotation.Client)
                throw Exists(rotation.ClientId, $"The application '{rotation.ClientId}' has a rotation already: '{other.Name}'. Two would put each other's secrets out of use.", $"Change that one: Set-Auth0SecretRotation {other.Name}");
            if (string.Equals(other.Vault, rotation.Vault, StringComparison.OrdinalIgnoreCase) && other.Entries.AllNames.FirstOrDefault(name => names.Contains(EntryNames.Fold(name))) is { } shared)
                throw Exists(rotation.Name, $"The entry '{shared}' in vault '{rotation.Vault}' belongs to rotation '{other.Name}'.", "Choose other names with -SecretsMapping; the secret's name with -next and with -previous behind it is needed too.");
        }
    }

    /// <summary>The rotation's entry that one of these connections signs in from; null when there is none.</summary>
    internal static string? ConnectionOf(Auth0SecretRotation rotation, IEnumerable<Auth0Connection> connections) =>
        rotation.Entries.AllNames.FirstOrDefault(name => connections.Any(connection =>
            connection.SecretReference is { Location: SecretLocation.Vault, Vault: { } vault, SecretName: { } entry } && new VaultPlace(vault, entry).IsAt(rotation.Vault, name)));

    private static Auth0Exception Exists(string target, string message, string action) =>
        new(ErrorReason.RotationExists, message, action) { Target = target };
}
