using System.Management.Automation;

namespace Auth0Ps.Vaults;

/// <summary>What is done with a vault, step by step. Each is one piece of work (<see cref="VaultWork"/>).</summary>
internal static class VaultOperations
{
    // A replaced entry of SecretStore is missing from its file for some ten milliseconds, more on a busy machine.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads an entry that other processes may be writing.</summary>
    public static VaultSecret? ReadUnlocked(RegisteredVault vault, string entry)
    {
        while (true)
        {
            var found = Read(vault, entry, afresh: false);
            if (found is not null || !vault.IsSecretStore || SecretStoreMemory.LastWrite is not { } written || (DateTime.UtcNow - written).Duration() > Settled)
                return found;
            Thread.Sleep(Settled / 10);
        }
    }

    /// <summary>Reads an entry; afresh when what the vault has in memory is not enough.</summary>
    public static VaultSecret? Read(RegisteredVault vault, string entry, bool afresh)
    {
        Refresh(vault, afresh);
        return Get(vault, entry) switch
        {
            null => null,
            VaultSecret secret => secret,
            { } other => throw VaultFailures.NotUsable(vault, entry, other.GetType().Name),
        };
    }

    /// <summary>Writes an entry in the first form that the vault keeps.</summary>
    public static void Write(RegisteredVault vault, string entry, VaultSecret secret, bool mayRemoveFirst)
    {
        var reasons = new List<string>();
        foreach (var form in VaultForms.For(vault, secret.Kind))
        {
            var why = WhyNotWritten(vault, entry, secret, form);
            if (why is not null && mayRemoveFirst && Removed(vault, entry))
                why = WhyNotWritten(vault, entry, secret, form);
            if (why is null)
            {
                VaultForms.Learn(vault, secret.Kind, form);
                return;
            }

            reasons.Add(why);
        }

        var all = string.Join(" ", reasons.Distinct(StringComparer.Ordinal));
        throw reasons.Count > 1 || secret.Kind == VaultSecretKind.Credential ? VaultFailures.KindNotKept(vault, secret.Kind, all) : VaultFailures.NotWritten(vault, entry, all);
    }

    /// <summary>Removes an entry of whatever kind; false when there was none.</summary>
    public static bool Remove(RegisteredVault vault, string entry)
    {
        Refresh(vault, afresh: false);
        if (Get(vault, entry) is null)
            return false;
        try
        {
            SecretManagementCommands.Remove(vault, entry);
        }
        catch (RuntimeException exception)
        {
            throw VaultFailures.General(vault, exception) ?? VaultFailures.NotRemoved(vault, entry, VaultErrors.Words(exception));
        }

        Refresh(vault, afresh: true);
        return Get(vault, entry) is null ? true : throw VaultFailures.NotRemoved(vault, entry, "the vault reported no error, and it is still there.");
    }

    /// <summary>Writes, reads back and compares; null when the entry holds what it should.</summary>
    internal static string? WhyNotWritten(RegisteredVault vault, string entry, VaultSecret secret, VaultForm form)
    {
        Refresh(vault, afresh: false);
        var before = vault.IsSecretStore ? SecretStoreMemory.Names : [];
        try
        {
            // SecretStore (1.0.6) looks for the entry to replace as if its name were a pattern, and does not find itself.
            if (vault.IsSecretStore && WildcardPattern.ContainsWildcardCharacters(entry) && before.Contains(entry, StringComparer.OrdinalIgnoreCase))
                SecretManagementCommands.Remove(vault, entry);
            SecretManagementCommands.Set(vault, entry, VaultForms.ToValue(secret, form));
        }
        catch (RuntimeException exception)
        {
            return VaultFailures.General(vault, exception) is { } general ? throw general : VaultErrors.Words(exception, secret);
        }

        Refresh(vault, afresh: true);
        var lost = vault.IsSecretStore ? before.Except(SecretStoreMemory.Names, StringComparer.OrdinalIgnoreCase).ToList() : [];
        if (lost.Count > 0)
            return $"another process or session wrote to the vault at the same time, and '{lost[0]}' is gone.";
        return Get(vault, entry) switch
        {
            null => "the vault reported no error, but there is no such entry afterwards.",
            VaultSecret found when secret.HoldsSameAs(found) => null,
            VaultSecret => "the vault reported no error, but the entry reads back as something else than was written.",
            { } other => $"the vault reported no error, but the entry reads back as {other.GetType().Name}.",
        };
    }

    private static bool Removed(RegisteredVault vault, string entry)
    {
        try
        {
            return Remove(vault, entry);
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.VaultReadFailed or ErrorReason.VaultWriteFailed)
        {
            return false;
        }
    }

    private static object? Get(RegisteredVault vault, string entry)
    {
        try
        {
            return SecretManagementCommands.Get(vault, entry) is { } value ? VaultForms.FromValue(value) : null;
        }
        catch (RuntimeException exception) when (VaultErrors.IsNotFound(exception))
        {
            return null;
        }
        catch (RuntimeException exception)
        {
            if (VaultFailures.General(vault, exception) is { } general)
                throw general;

            // Some vaults fail for a name they do not know; only one they list is unreadable.
            return IsListed(vault, entry) ? throw VaultFailures.NotRead(vault, entry, VaultErrors.Words(exception)) : null;
        }
    }

    private static bool IsListed(RegisteredVault vault, string entry)
    {
        try
        {
            return SecretManagementCommands.Lists(vault, entry);
        }
        catch (RuntimeException exception)
        {
            throw VaultFailures.Unavailable(vault, exception);
        }
    }

    private static void Refresh(RegisteredVault vault, bool afresh)
    {
        if (vault.IsSecretStore)
            SecretStoreMemory.Refresh(vault, afresh);
    }
}
