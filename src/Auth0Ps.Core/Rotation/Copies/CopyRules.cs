using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Rotation.Copies;

/// <summary>What copies must keep to, so that none takes the place of the rotation's own entries or of another copy.</summary>
internal static class CopyRules
{
    private const string HowTo = "Write each as @{ Vault = 'NAME'; SecretsMapping = @{ ClientId = 'NAME'; ClientSecret = 'NAME' } }, of private keys with PrivateKey in place of ClientSecret. Without SecretsMapping the names are those of the rotation's own vault.";

    /// <summary>Refuses copies that cannot be, as far as that is known without the vaults.</summary>
    /// <param name="copies">The copies, with all labels filled in.</param>
    /// <param name="vault">The rotation's own vault.</param>
    /// <param name="type">What is rotated.</param>
    /// <param name="target">What the error is about.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static void Require(IReadOnlyList<Auth0SecretDestination> copies, string vault, CredentialType type, string target)
    {
        var taken = new HashSet<(string Vault, string Entry)>();
        foreach (var copy in copies)
        {
            if (string.IsNullOrWhiteSpace(copy.Vault))
                throw Invalid("-CopyTo does not say which vault a copy goes to.", HowTo, target);
            if (Is(copy.Vault, vault))
                throw Invalid($"The vault '{copy.Vault}' of a copy is the one that the rotation itself writes to.", "Name another vault with -CopyTo; Get-SecretVault lists them.", target);
            try
            {
                copy.SecretsMapping.Require(target, type);
            }
            catch (Auth0Exception exception)
            {
                throw Invalid($"Of the copy in vault '{copy.Vault}': {exception.Message}", HowTo, target, exception);
            }

            if (copy.SecretsMapping.AllNames.Any(static name => EntryNames.AreSame(name, Fingerprint.KeyEntry)))
                throw Invalid($"The entry '{Fingerprint.KeyEntry}' in vault '{copy.Vault}' is needed for this module's own key.", "Choose another name for it with -CopyTo.", target);
            if (copy.SecretsMapping.AllNames.FirstOrDefault(name => !taken.Add((copy.Vault.ToUpperInvariant(), EntryNames.Fold(name)))) is { } twice)
                throw Invalid($"Two copies need the entry '{twice}' in vault '{copy.Vault}'.", "Leave one of them out of -CopyTo, or give it other names.", target);
        }
    }

    /// <summary>Refuses a copy whose vault is the rotation's own one, or another copy's, under another name.</summary>
    /// <param name="run">The rotation.</param>
    /// <param name="vaults">The vaults that were found.</param>
    /// <returns>Of which copy, and why; null where all are apart.</returns>
    public static (JournaledCopy Copy, Auth0Exception Why)? FaultIn(RotationEntry run, IReadOnlyCollection<ISecretVault> vaults)
    {
        if (run.Copies.Count == 0 || PlaceOf(run.Vault) is not { } own)
            return null;

        var taken = new Dictionary<(string Place, string Entry), string>();
        foreach (var copy in run.Copies)
        {
            if (PlaceOf(copy.Vault) is not { } place)
                continue;
            if (place == own)
                return (copy, Invalid($"The vault '{copy.Vault}' of a copy is the rotation's own vault '{run.Vault}' under another name.", $"Name another vault: Set-Auth0SecretRotation {run.Name} -CopyTo", run.Name));
            foreach (var name in copy.Mapping.AllNames)
            {
                if (!taken.TryAdd((place, EntryNames.Fold(name)), copy.Vault))
                    return (copy, Invalid($"Two copies need the entry '{name}' of one vault, which is called both '{taken[(place, EntryNames.Fold(name))]}' and '{copy.Vault}'.", $"Leave one of them out, or give it other names: Set-Auth0SecretRotation {run.Name} -CopyTo", run.Name));
            }
        }

        return null;

        string? PlaceOf(string vault) => vaults.FirstOrDefault(found => Is(found.Name, vault))?.Place;
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static Auth0Exception Invalid(string message, string action, string target, Exception? cause = null) =>
        new(ErrorReason.InvalidArgument, message, action, cause) { Target = target };
}
