using System.Text.RegularExpressions;

namespace Auth0Ps.Vaults.Learning;

/// <summary>What published vault modules are documented to do, where finding it out would do harm or come too late.</summary>
internal static partial class KnownVaults
{
    /// <summary>Why a name is not taken that the vault reads as a pattern.</summary>
    public const string Patterns = "the vault reads * ? [ ] and ` in a name as a pattern, which matches other entries as well";

    private const string SecretStore = "Microsoft.PowerShell.SecretStore";

    private const string KeyVault = "Az.KeyVault";

    /// <summary>What is known before a vault of the module was used.</summary>
    public static VaultHabits HabitsOf(string module) =>
        Is(module, KeyVault)

            // Soft delete keeps a removed name reserved for weeks, so that nothing may be removed to find out whether it overwrites.
            ? new VaultHabits { Overwrites = true, ReservesRemovedNames = true, ReadsPatterns = false }
            : new VaultHabits();

    /// <summary>Why a module does not take a name; null when nothing is known against it.</summary>
    public static string? WhyNot(string module, string entry) =>
        Is(module, KeyVault) && !KeyVaultName().IsMatch(entry) ? "Azure Key Vault takes letters, digits and hyphens in names, 127 characters at most"
        : Is(module, SecretStore) && EntryNames.HasWildcards(entry) ? Patterns
        : null;

    private static bool Is(string module, string name) => string.Equals(module, name, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[0-9A-Za-z-]{1,127}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyVaultName();
}
