using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.State;

namespace Auth0Ps.Vaults.Learning;

/// <summary>Remembers what vaults have been seen to do, in this process and in the data folder.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="patience">How long to wait for other processes.</param>
internal sealed class VaultMemory(DataFolder folder, TimeSpan patience)
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "vaults.json";

    private readonly StateFile<VaultHabits> _file = new(folder, FileName, "vaults", patience);

    private readonly ConcurrentDictionary<(string Folder, string Place), VaultHabits> _seen = new();

    /// <summary>What is known of a vault; of one that was not used yet, what published modules are known to do.</summary>
    public VaultHabits Of(IVaultCalls vault)
    {
        var place = PlaceOf(vault);
        if (_seen.TryGetValue((folder.Location, place), out var seen))
            return seen;
        var stored = Stored();
        var habits = stored.LastOrDefault(known => known.Place == place) ?? KnownVaults.HabitsOf(vault.Module);
        return _seen[(folder.Location, place)] = habits with { Module = vault.Module, Place = place };
    }

    /// <summary>The form that another vault of the same module keeps secrets in, to be tried first; null when none is known.</summary>
    public VaultForm? HintOf(IVaultCalls vault) =>
        Stored().LastOrDefault(known => string.Equals(known.Module, vault.Module, StringComparison.OrdinalIgnoreCase))?.SecretForm;

    /// <summary>Remembers what was seen. What cannot be written down is known to this process, which is enough for it to continue.</summary>
    /// <param name="change">Adds what was seen to what is known.</param>
    public async Task LearnAsync(IVaultCalls vault, Func<VaultHabits, VaultHabits> change)
    {
        var known = Of(vault);
        var habits = change(known);
        if (habits == known)
            return;
        _seen[(folder.Location, habits.Place)] = habits;
        try
        {
            await _file.UpdateAsync(stored => [.. stored.Where(other => other.Place != habits.Place), habits], CancellationToken.None);
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.StateFileBusy or ErrorReason.StateFileDamaged or ErrorReason.StateFileNewer)
        {
            // Another run learns it again.
        }
    }

    /// <summary>Forgets what this process has seen, as another process would.</summary>
    internal void Forget() => _seen.Clear();

    private IReadOnlyList<VaultHabits> Stored()
    {
        try
        {
            return _file.Read();
        }
        catch (Auth0Exception)
        {
            return [];
        }
    }

    private static string PlaceOf(IVaultCalls vault) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(vault.Identity.ToUpperInvariant())).AsSpan(0, 12)).ToLowerInvariant();
}
