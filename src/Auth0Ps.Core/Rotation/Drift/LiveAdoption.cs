using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.Drift;

/// <summary>
/// Puts a live secret that someone made elsewhere under the final name, before a rotation stages the next one: what is live can be read from the vault
/// from then on, whatever stops the rotation.
/// </summary>
/// <param name="tools">The tenant.</param>
/// <param name="places">The rotation's entries, in vaults whose locks are held.</param>
/// <param name="verifier">Reads the live secret.</param>
/// <param name="run">The run, which says that it was done.</param>
internal sealed class LiveAdoption(RotationTools tools, RotationPlaces places, SecretVerifier verifier, JournaledRun run)
{
    /// <summary>What a run says that did it.</summary>
    public const string Said = "The live secret had been changed elsewhere, and was put into the vault first.";

    /// <summary>Whether a run looks: where it was told to, and where it is known that the vault's secret is not the live one.</summary>
    /// <param name="former">The client's last run; null when none is known.</param>
    public static bool IsWanted(RotationEntry entry, RotationEntry? former, RunOptions options) =>
        entry is { RotationId: not null, Undoes: false, MovesBack: false } && (options.LooksForDrift || former?.DriftedAt is not null);

    /// <summary>True once a rotation has put something into its entries.</summary>
    /// <param name="entry">The client's last run; null when none is known.</param>
    public static bool IsIssued(RotationEntry? entry, string vault, SecretsMapping mapping) =>
        entry is not null && (entry.RotatedAt ?? entry.AdoptedAt) is not null && string.Equals(entry.Vault, vault, StringComparison.OrdinalIgnoreCase) && entry.Mapping == mapping;

    /// <summary>Looks, and adopts the live secret where the vault has none or another one, and Auth0 shows it. What it does not show, a rotation replaces as ever.</summary>
    /// <param name="entry">The rotation that begins.</param>
    /// <param name="former">The client's last run; null when none is known.</param>
    /// <param name="force">True overwrites entries of others.</param>
    /// <param name="stop">Before anything is written it stops at once.</param>
    /// <returns>The rotation, and what its entries hold now.</returns>
    /// <exception cref="Auth0Exception">The vault cannot be read or written, or its entries are others'.</exception>
    public async Task<(RotationEntry Entry, HeldSecrets Held)> BeforeAsync(RotationEntry entry, RotationEntry? former, bool force, CancellationToken stop)
    {
        var held = await places.ReadAsync();
        held.RequireSecrets();
        await places.RequireOwnAsync(entry, former, force);
        var final = held.Main.Final;
        if (final is null && !IsIssued(former, entry.Vault, entry.Mapping))
            return (entry, held);

        var now = tools.Session.Http.Time.GetUtcNow();
        var isRecent = former is { Steps: [.., var last] } && now - last.At < tools.Session.State.Limits.Spreading;
        using var live = isRecent ? await verifier.ReadPatientlyAsync(entry.ClientId, final, stop) : await verifier.ReadBackAsync(entry.ClientId, stop);
        stop.ThrowIfCancellationRequested();
        if (live is null)
            return (entry, held);
        if (SecureStrings.AreEqual(live, final))
            return (entry with { DriftedAt = null }, held);

        // One that waits is known to the vault, and gets its final name by the rotation itself.
        if (held.Unsettled.Any(waiting => SecureStrings.AreEqual(waiting, live)))
            return (entry, held);

        var state = tools.Session.State;
        if (former?.DriftedAt is null && state.Rotations.Find(entry.RotationId!.Value) is { } rotation)
            run.Tell(await DriftMark.SetAsync(state, rotation, former, now, $"Auth0 has another client secret than '{places.Main.Name}' in vault '{places.Main.Vault}': it was changed elsewhere, such as in the dashboard."));
        await places.AdoptAsync(live);
        await state.Connections.MovedAsync(entry.Domain, entry.ClientId, live);
        if ((await places.Copies.WriteAsync(entry with { KeepsPrevious = false }, places.Main, live, keyId: null)).Failure is { } failure)
            throw failure;
        return (entry with { AdoptedAt = now, DriftedAt = null }, await places.ReadAsync());
    }
}
