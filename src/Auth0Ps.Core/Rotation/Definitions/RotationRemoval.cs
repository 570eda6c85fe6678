using Auth0Ps.Applications;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Removes saved rotations and, when told to, what they issued.</summary>
/// <param name="state">The saved rotations, the connections, and the vaults.</param>
internal sealed class RotationRemoval(Auth0State state, Func<Auth0Connection, TenantSession> open)
{
    /// <summary>True makes the last issued secret useless at Auth0 first.</summary>
    public bool Revokes { get; init; }

    /// <summary>True deletes the vault's entries.</summary>
    public bool RemovesSecret { get; init; }

    /// <summary>True removes the rotation also when the vault's entries cannot be deleted.</summary>
    public bool Force { get; init; }

    /// <summary>What is removed, for the question whether to remove it.</summary>
    public static string TargetOf(Auth0SecretRotation rotation)
    {
        return $"rotation '{rotation.Name}' of application '{rotation.ApplicationName}' ({rotation.ClientId}) of tenant '{rotation.Domain}'";
    }

    /// <summary>What has to be known of the last removal; null when nothing.</summary>
    public string? Remark { get; private set; }

    /// <summary>What is done to it, what stops working, and what cannot be had back.</summary>
    public async Task<string> ActionOnAsync(Auth0SecretRotation rotation, CancellationToken stop)
    {
        var action = Revokes ? rotation.Kind.RevokingMeans : "Remove";
        if (!RemovesSecret)
            return action;
        var deleted = new List<string>();
        foreach (var at in rotation.Copies.Prepend(rotation.Destination))
            deleted.Add($"{at.SecretsMapping.InWords} from vault '{at.Vault}'{(await ReservesNamesAsync(at.Vault, stop) ? ", which does not take these names again before they are purged there" : "")}");
        return $"{action}, and delete {string.Join("; and ", deleted)}";
    }

    /// <summary>Refuses what cannot be done, before anybody is asked about it.</summary>
    /// <exception cref="Auth0Exception">Why not; nothing was changed.</exception>
    public void Require(Auth0SecretRotation rotation)
    {
        RotationGuards.RequireNotInterrupted(state, rotation);
        if (Revokes)
            RevocationOf(rotation).RequireNoConnectionSignsIn(rotation);
        if (RemovesSecret && EntryOwnership.EntryOfConnection(rotation, state.Connections.All) is { } entry)
        {
            throw new Auth0Exception(
                ErrorReason.ConnectionInUse,
                $"A connection signs in with the entry '{entry.Entry}' in vault '{entry.Vault}'.",
                "Leave -RemoveSecret out, or remove the connection first.")
            { Target = rotation.Name };
        }
    }

    /// <summary>Revokes, deletes and removes, in this order; what fails keeps what comes after it.</summary>
    /// <param name="stop">Before a change it stops at once.</param>
    /// <returns>What stayed in the vault, and why; null when nothing did that should not.</returns>
    /// <exception cref="Auth0Exception">What failed; the rotation is still there.</exception>
    public async Task<Auth0Exception?> RemoveAsync(Auth0SecretRotation rotation, CancellationToken stop)
    {
        Require(rotation);
        Remark = null;
        using var held = await DefinitionChange.BeginAsync(state, rotation, stop);
        if (Revokes)
            await RevocationOf(rotation).RevokeAsync(rotation, stop);

        Auth0Exception? left = null;
        if (RemovesSecret)
        {
            try
            {
                left = await RemoveSecretAsync(rotation, stop);
            }
            catch (Auth0Exception exception) when (Force)
            {
                left = exception;
            }
        }

        return await state.Rotations.RemoveAsync(rotation, stop) ? left : throw state.Rotations.NotFound(rotation.Name);
    }

    private async Task<bool> ReservesNamesAsync(string vault, CancellationToken stop)
    {
        try
        {
            return (await state.RequireVaults(vault).FindAsync(vault, stop)).ReservesRemovedNames;
        }
        catch (Auth0Exception)
        {
            // That it cannot be used is told once it is.
            return false;
        }
    }

    private async Task<Auth0Exception?> RemoveSecretAsync(Auth0SecretRotation rotation, CancellationToken stop)
    {
        // All vaults first, so that one that cannot be used keeps all entries.
        var vaults = new List<(ISecretVault Vault, Auth0SecretDestination At)>();
        foreach (var at in rotation.Copies.Prepend(rotation.Destination))
            vaults.Add((await state.RequireVaults(at.Vault).FindAsync(at.Vault, stop), at));

        var left = new List<string>();
        foreach (var (vault, at) in vaults)
        {
            if (await new EntryOwnership(state, state.RequireVaults(at.Vault)).ForeignEntryAsync(vault, rotation, at, stop) is { } foreign)
            {
                left.Add($"The entry '{foreign}' in vault '{vault.Name}' was not written by this rotation.");
                continue;
            }

            await RemoveEntriesAsync(vault, at.SecretsMapping, stop);
            if (vault.ReservesRemovedNames)
                Remark = $"{(Remark is null ? "" : $"{Remark} ")}The vault '{vault.Name}' does not take removed names again: purge {at.SecretsMapping.InWords} there, with the vault's own tools, before a rotation uses these names.";
        }

        return left.Count == 0 ? null : new Auth0Exception(ErrorReason.VaultEntryExists, string.Join(" ", left)) { Target = rotation.Name };
    }

    /// <summary>Final, next and previous entries, and what the version before may have left.</summary>
    private static async Task RemoveEntriesAsync(ISecretVault vault, SecretsMapping names, CancellationToken stop)
    {
        await using var entries = await vault.OpenAsync(stop);
        foreach (var name in names.AllNames.Append(SecretsMapping.FormerNextName(names.SecretEntry)))
            await entries.RemoveAsync(name, stop);
    }

    private SecretRevocation RevocationOf(Auth0SecretRotation rotation) =>
        new(open(state.Rotations.ConnectionOf(rotation)));
}
