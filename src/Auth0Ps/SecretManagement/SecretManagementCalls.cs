using System.Collections;
using System.Management.Automation;
using Auth0Ps.Security;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.SecretManagement;

/// <summary>A vault as SecretManagement and its module answer. Each call is one piece of work (<see cref="VaultWork"/>).</summary>
/// <param name="vault">The vault.</param>
/// <param name="share">Takes a share of the vault's lock for a piece of work; null where reading does without.</param>
internal sealed class SecretManagementCalls(RegisteredVault vault, Func<IDisposable?>? share) : IVaultCalls
{
    /// <inheritdoc/>
    public string Name => vault.Name;

    /// <inheritdoc/>
    public string Module => vault.ModuleName;

    /// <inheritdoc/>
    public string Identity => vault.Identity;

    /// <inheritdoc/>
    public Task<VaultAnswer> GetAsync(string entry, CancellationToken cancellationToken) =>
        DoAsync(written: null, () => Get(entry, secret: null), cancellationToken);

    /// <inheritdoc/>
    public Task<VaultAnswer> SetAsync(string entry, VaultSecret secret, VaultForm form) =>
        DoAsync(entry, () => Set(entry, secret, form), CancellationToken.None);

    /// <inheritdoc/>
    public Task<string?> RemoveAsync(string entry) => DoAsync(entry, () => Remove(entry), CancellationToken.None);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>?> ListAsync(string entry, CancellationToken cancellationToken) =>
        DoAsync(written: null, () => List(entry), cancellationToken);

    private static object ToValue(VaultSecret secret, VaultForm form) => form switch
    {
        VaultForm.SecureString => secret.Secret,
        VaultForm.String => SecureStrings.Reveal(secret.Secret),
        _ => new PSCredential(secret.UserName!, secret.Secret),
    };

    /// <summary>What a vault returned, in types that are not the engine's.</summary>
    private static object? FromValue(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } record => record.Properties.ToDictionary(static property => property.Name, static property => FromValue(property.Value), StringComparer.OrdinalIgnoreCase),
        PSObject wrapped => FromValue(wrapped.BaseObject),
        PSCredential credential => new VaultSecret(credential.UserName, credential.Password),
        IDictionary map => map.Cast<DictionaryEntry>().ToDictionary(static item => $"{item.Key}", static item => FromValue(item.Value), StringComparer.Ordinal),
        _ => value,
    };

    private VaultAnswer Set(string entry, VaultSecret secret, VaultForm form)
    {
        string? refusal = null;
        string? remark = null;
        try
        {
            // Whatever it returns is not looked at: it may be nothing, false, or what a command line printed, the secret included.
            remark = SecretManagementCommands.Set(vault, entry, ToValue(secret, form)) is { } warning ? VaultErrors.Clean(warning, secret) : null;
        }
        catch (RuntimeException exception)
        {
            refusal = VaultFailures.General(vault, exception) is { } general ? throw general : VaultErrors.Words(exception, secret);
        }

        return Get(entry, secret) with { Refusal = refusal, Remark = remark };
    }

    private VaultAnswer Get(string entry, VaultSecret? secret)
    {
        try
        {
            return new VaultAnswer { Value = FromValue(SecretManagementCommands.Get(vault, entry)) };
        }
        catch (RuntimeException exception) when (VaultErrors.IsNotFound(exception))
        {
            return new VaultAnswer();
        }
        catch (RuntimeException exception)
        {
            return VaultFailures.General(vault, exception) is { } general ? throw general : new VaultAnswer { Failure = VaultErrors.Words(exception, secret), HasThrown = VaultErrors.HasThrown(exception) };
        }
    }

    private string? Remove(string entry)
    {
        try
        {
            SecretManagementCommands.Remove(vault, entry);
            return null;
        }
        catch (RuntimeException exception)
        {
            return VaultFailures.General(vault, exception) is { } general ? throw general : VaultErrors.Words(exception);
        }
    }

    private IReadOnlyList<string>? List(string entry)
    {
        try
        {
            return SecretManagementCommands.List(vault, entry);
        }
        catch (RuntimeException exception)
        {
            return VaultFailures.General(vault, exception) is { } general ? throw general : null;
        }
    }

    // Each piece of work has its own share of the lock: a vault that answers after everybody has given up still writes under it.
    private Task<T> DoAsync<T>(string? written, Func<T> work, CancellationToken cancellationToken) =>
        VaultWork.DoAsync(vault.Name, written, work, share?.Invoke(), cancellationToken);
}
