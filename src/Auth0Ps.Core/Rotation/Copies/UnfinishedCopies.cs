using System.Security;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Rotation.Copies;

/// <summary>Finishes rotations of which only copies are left: what is live is proven and in the rotation's own vault, so that no tenant is called.</summary>
internal static class UnfinishedCopies
{
    /// <summary>Writes the copies that are left.</summary>
    /// <param name="isForced">True gives those up that still cannot be written.</param>
    /// <returns>What became of it; null where more than copies is left, or the rotation's own vault holds another value by now.</returns>
    /// <exception cref="Auth0Exception">The rotation's own vault cannot be used.</exception>
    public static async Task<RotationOutcome?> FinishAsync(RotationTools tools, JournaledRun run, RotationEntry entry, bool isForced, CancellationToken stop)
    {
        if (!entry.OnlyCopiesLeft)
            return null;
        await using var places = await RotationPlaces.OpenAsync(tools.Vaults, entry with { Connections = [] }, () => tools.Session.ConfirmLeaseAsync(entry.ClientId), stop);
        tools.Reached?.Invoke(RotationPhase.Leased);
        await tools.Session.State.History.RequireWritableAsync();
        if (await places.Main.ReadFinalAsync() is not { } live || !await IsOwnAsync(tools.Vaults, places, entry, live.Secret))
            return null;

        (entry, var failure) = await places.Copies.WriteAsync(entry, places.Main, live.Secret, entry.Kind.IsKey ? entry.Fingerprint : null);
        if (failure is not null && !isForced)
            return await CloseAsync(run, places.Main, entry, failure);

        var at = entry.RotatedAt ?? tools.Session.Http.Time.GetUtcNow();
        var result = entry.Kind.IsKey ? run.Report.Introduced(entry.VerifiedBy, at, entry) : run.Report.Succeeded(entry.VerifiedBy, at, entry.Attempts, live.Secret, entry.Undoes);
        return await run.CloseAsync(entry with { OnlyCopiesLeft = false }, RotationReport.Copied(result, entry, failure));
    }

    /// <summary>Writes down that only copies are left, for the next run.</summary>
    /// <param name="own">Where the secret is that is live.</param>
    public static Task<RotationOutcome> CloseAsync(JournaledRun run, VaultSecretPlace own, RotationEntry entry, Auth0Exception failure) =>
        run.CloseAsync(entry with { Phase = RotationPhase.Promoted, OnlyCopiesLeft = true }, run.Report.NotCopied(own, entry, failure));

    private static async Task<bool> IsOwnAsync(VaultCache vaults, RotationPlaces places, RotationEntry entry, SecureString live) => entry.Kind.IsKey
        ? NewKey.Read(live)?.KeyId == entry.Fingerprint
        : await vaults.FindFingerprintKeyAsync(entry.Vault, places) is { } key && Fingerprint.Of(live, entry.ClientId, key) == entry.Fingerprint;
}
