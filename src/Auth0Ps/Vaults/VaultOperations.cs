using System.Management.Automation;

namespace Auth0Ps.Vaults;

/// <summary>What is done with a vault, step by step. Each is one piece of work (<see cref="VaultWork"/>).</summary>
internal static class VaultOperations
{
    /// <summary>Reads an entry.</summary>
    public static VaultSecret? Read(RegisteredVault vault, string entry) => Get(vault, entry) switch
    {
        null => null,
        VaultSecret secret => secret,
        { } other => throw VaultFailures.NotUsable(vault, entry, other.GetType().Name),
    };

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

        return Get(vault, entry) is null ? true : throw VaultFailures.NotRemoved(vault, entry, "the vault reported no error, and it is still there.");
    }

    /// <summary>Writes, reads back and compares; null when the entry holds what it should.</summary>
    internal static string? WhyNotWritten(RegisteredVault vault, string entry, VaultSecret secret, VaultForm form)
    {
        try
        {
            SecretManagementCommands.Set(vault, entry, VaultForms.ToValue(secret, form));
        }
        catch (RuntimeException exception)
        {
            return VaultFailures.General(vault, exception) is { } general ? throw general : VaultErrors.Words(exception, secret);
        }

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
}
