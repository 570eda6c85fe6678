using System.Security;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Management;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation;

/// <summary>Rotates client secrets of one tenant into vaults, so that whatever stops it loses none.</summary>
/// <remarks>
/// The new secret lies in the vault before Auth0 hears of it, and under its pending name until its final one has been written and
/// read back. Each phase first asks whether its effect is already there, so a run that finds an interrupted one goes on where that
/// one ended, with the same secret.
/// </remarks>
public sealed class VaultRotator
{
    private readonly TenantSession _session;
    private readonly ConnectionRegistry _registry;
    private readonly SecretVerifier _verifier;
    private readonly FoundVaults _vaults;

    /// <summary>Makes a rotator; sends nothing yet.</summary>
    /// <param name="session">The tenant.</param>
    /// <param name="registry">The connections, which move along when their own secret is rotated, and the vaults.</param>
    public VaultRotator(TenantSession session, ConnectionRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(registry);
        _session = session;
        _registry = registry;
        _verifier = new SecretVerifier(session, new ClientGrantDirectory(session));
        _vaults = new FoundVaults(registry);
    }

    /// <summary>Told of each phase once it is reached and written down; for progress and tests.</summary>
    public Action<RotationPhase>? Reached { get; init; }

    /// <summary>Rotates one secret, or finishes the rotation that was interrupted.</summary>
    /// <param name="target">What to rotate, and where the new secret goes.</param>
    /// <param name="isDue">Asked under the lease whether there is still something to do; null for "yes".</param>
    /// <param name="stop">Before the change it stops at once; after it, the change is finished and reported.</param>
    /// <returns>What became of it; failures are in the result, not thrown.</returns>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public async Task<SecretRotation> RotateAsync(RotationTarget target, Func<bool>? isDue, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var use = ConnectionUses.Begin(_session.Connection);
        var report = new RotationReport(_session.Connection, target);
        try
        {
            RequireMovable(target.ClientId);
            using var lease = await RotationLease.TakeAsync(_session.Connection.Domain, target.ClientId, stop);
            if (RotationJournal.Find(_session.Connection.Domain, target.ClientId) is { IsOpen: true } open)
            {
                // The journal says where its secret goes, which may be elsewhere than where this run wants one.
                target = target with { Vault = open.Vault, Mapping = open.Mapping };
                report = new RotationReport(_session.Connection, target);
                return await WalkAsync(report, open, open, target, isDue is null, stop);
            }

            if (isDue?.Invoke() == false)
                return report.Skipped("it is not due any more; another run was faster");

            var former = RotationJournal.Find(_session.Connection.Domain, target.ClientId);
            return await WalkAsync(report, NewEntry(target, former), former, target, isDue is null, stop);
        }
        catch (Auth0Exception exception)
        {
            return await BrokenOffAsync(report, target.ClientId, exception);
        }
    }

    /// <summary>Finishes an interrupted rotation; the journal alone says how.</summary>
    /// <param name="name">Its name, for the report.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="stop">Before the change it stops at once; after it, the change is finished and reported.</param>
    /// <returns>What became of it; null when nothing is interrupted.</returns>
    public async Task<SecretRotation?> ResumeAsync(string name, string clientId, CancellationToken stop)
    {
        using var use = ConnectionUses.Begin(_session.Connection);
        using var lease = await RotationLease.TakeAsync(_session.Connection.Domain, clientId, stop);
        if (RotationJournal.Find(_session.Connection.Domain, clientId) is not { IsOpen: true } open)
            return null;

        var target = new RotationTarget { Name = name, RotationId = open.RotationId, ClientId = clientId, ApplicationName = open.ApplicationName, Vault = open.Vault, Mapping = open.Mapping };
        var report = new RotationReport(_session.Connection, target);
        try
        {
            return await WalkAsync(report, open, open, target, isExplicit: false, stop);
        }
        catch (Auth0Exception exception)
        {
            return await BrokenOffAsync(report, clientId, exception);
        }
    }

    /// <summary>Walks the phases under the lease, from wherever the journal says that an earlier run ended.</summary>
    private async Task<SecretRotation> WalkAsync(RotationReport report, RotationEntry entry, RotationEntry? former, RotationTarget target, bool isExplicit, CancellationToken stop)
    {
        // Before anything changes: no token, no rotation; no vault, no rotation.
        await _session.GetTokenAsync(cancellationToken: stop);
        await using var places = await RotationPlaces.OpenAsync(_vaults, entry, stop);
        Reached?.Invoke(RotationPhase.Leased);
        RotationEntry note(RotationEntry noted) => Note(report, noted);
        var key = await _vaults.FingerprintKeyAsync(entry.Vault, places);
        var staging = new SecretStaging(places, key, _session, _verifier);

        var job = ReferenceEquals(entry, former)
            ? await staging.TakeUpAsync(entry, note)
            : await staging.BeginAsync(entry, former, target.Force, note, stop);
        if (job.IsLost && target.Force && isExplicit)
            job = await staging.BeginAsync(AnewFrom(entry), former, force: true, note, stop);
        if (job.IsOver)
            return await CloseAsync(report, job.Entry, report.Failed(job.Problem!, job.Entry.Attempts));
        if (job.Problem is { } problem)
            return await CloseAsync(report, job.Entry, report.Interrupted(problem.Message, problem));

        using var secret = job.Secret!;
        entry = await StageAsync(report, places, job.Entry, secret);
        var change = entry.Phase < RotationPhase.Promoted ? await ApplyAsync(report, entry, secret, stop) : null;
        entry = change?.Entry ?? entry;
        if (change is { IsLive: false })
            return await RefusedAsync(report, places, change);

        return await PromoteAndRecordAsync(report, places, entry, change, secret, stop);
    }

    private async Task<RotationEntry> StageAsync(RotationReport report, RotationPlaces places, RotationEntry entry, SecureString secret)
    {
        if (entry.Phase >= RotationPhase.Promoted)
            return entry;

        // Also after an interruption: the pending entry of a further vault may be what is missing.
        await places.StageAsync(secret);
        return entry.Phase < RotationPhase.Staged ? Note(report, entry with { Phase = RotationPhase.Staged }) : entry;
    }

    private async Task<Application> ApplyAsync(RotationReport report, RotationEntry entry, SecureString secret, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();

        // Written down before the first request: whoever finds this knows that Auth0 may have heard of the secret.
        entry = Note(report, entry with { EverUnknown = entry.EverUnknown || entry.Phase >= RotationPhase.Applying, Phase = RotationPhase.Applying });
        var change = await SecretChange.SendAsync(_session, entry.ClientId, secret, stop);
        entry = entry with { Attempts = entry.Attempts + change.Attempts };
        switch (change.Outcome)
        {
            case ResponseOutcome.Done:
                return new(entry, IsLive: true, change);
            case ResponseOutcome.Refused when !entry.EverUnknown:
                return new(entry, IsLive: false, change);
            default:
                var isRefusal = change.Outcome == ResponseOutcome.Refused;
                entry = Note(report, entry with { EverUnknown = true });
                return new(entry, await IsLiveAsync(entry, secret, isRefusal, stop), change);
        }
    }

    /// <summary>After an outcome that is not known, or a refusal that may not count; null when it stays unknown.</summary>
    private async Task<bool?> IsLiveAsync(RotationEntry entry, SecureString secret, bool isRefusal, CancellationToken stop)
    {
        try
        {
            var application = await new ApplicationDirectory(_session).GetAsync(entry.ClientId, stop);

            // Only a refusal that comes last proves that no attempt is still on its way; without one a no would not be believed.
            return isRefusal ? await _verifier.IsLiveAsync(application, secret, stop)
                : await _verifier.IsProvenAsync(application, secret, stop) ? true
                : null;
        }
        catch (Auth0Exception)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<SecretRotation> RefusedAsync(RotationReport report, RotationPlaces places, Application change)
    {
        // Proven by every attempt, or by another secret that is live: the staged one is of no use to anybody.
        try
        {
            await places.UnstageAsync();
        }
        catch (Auth0Exception exception)
        {
            return await CloseAsync(report, change.Entry, report.Interrupted($"Auth0 refused the new secret, and its pending entry '{places.Main.Pending}' in vault '{places.Main.Vault}' could not be removed: {exception.Message}", exception));
        }

        return await CloseAsync(report, change.Entry, report.Failed(change.Change.Failure!, change.Entry.Attempts));
    }

    private async Task<SecretRotation> PromoteAndRecordAsync(
        RotationReport report, RotationPlaces places, RotationEntry entry, Application? change, SecureString secret, CancellationToken stop)
    {
        if (change is { IsLive: null })
            return await CloseAsync(report, entry, report.Interrupted($"It is not known whether Auth0 took the new secret, which waits as '{places.Main.Pending}' in vault '{places.Main.Vault}': {change.Change.Failure!.Message}", change.Change.Failure));

        var acceptedAt = entry.Phase >= RotationPhase.Promoted && entry.RotatedAt is { } earlier ? earlier : _session.Http.Time.GetUtcNow();
        try
        {
            await places.PromoteAsync(secret);
        }
        catch (Auth0Exception exception)
        {
            return await CloseAsync(report, entry, report.Interrupted($"The secret that is live now is '{places.Main.Pending}' in vault '{places.Main.Vault}'; it could not be put under its final name '{places.Main.Name}': {exception.Message}", exception));
        }

        entry = Note(report, entry with { Phase = RotationPhase.Promoted, RotatedAt = acceptedAt });
        try
        {
            await places.UnstageAsync();
        }
        catch (Auth0Exception exception)
        {
            return await CloseAsync(report, entry, report.Interrupted($"The secret that is live now is '{places.Main.Name}' in vault '{places.Main.Vault}'; its pending entry '{places.Main.Pending}' could not be removed: {exception.Message}", exception));
        }

        await _registry.MovedAsync(entry.Domain, entry.ClientId, secret);
        var verdict = await VerifyAsync(entry, change, secret, stop);
        if (verdict.Contradiction is { } contradiction)
            return await CloseAsync(report, entry, report.Interrupted($"Auth0 accepted the new secret, but: {contradiction}", cause: null));

        entry = Note(report, entry with { Phase = RotationPhase.Verified, VerifiedBy = verdict.VerifiedBy });
        return await CloseAsync(report, entry, report.Succeeded(verdict.VerifiedBy, acceptedAt, entry.Attempts, secret));
    }

    private async Task<SecretVerifier.Verdict> VerifyAsync(RotationEntry entry, Application? change, SecureString secret, CancellationToken stop)
    {
        try
        {
            var application = change?.Change.Application ?? await new ApplicationDirectory(_session).GetAsync(entry.ClientId, stop);
            return await _verifier.VerifyAsync(application, secret, change?.Change.Echo, stop);
        }
        catch (Auth0Exception)
        {
            // It was accepted; that it cannot be looked at now proves nothing against it.
            return new SecretVerifier.Verdict(RotationVerification.None);
        }
        catch (OperationCanceledException)
        {
            return new SecretVerifier.Verdict(change?.Change.Echo == true ? RotationVerification.Response : RotationVerification.None);
        }
    }

    /// <summary>Something failed outside the change itself; what was written down before it says whether Auth0 may have heard of the secret.</summary>
    private async Task<SecretRotation> BrokenOffAsync(RotationReport report, string clientId, Auth0Exception cause)
    {
        // What this run knows comes first: the file may be gone, and that proves nothing.
        var (entry, isReadable) = report.Noted is { } noted ? (noted, true) : FindLast(clientId);
        var result = entry is null && !isReadable ? report.Interrupted(cause.Message, cause)
            : entry is { Phase: >= RotationPhase.Applying } heard ? report.Interrupted(RotationReport.WhereLive(heard, cause), cause)
            : report.Failed(cause, attempts: 0);
        try
        {
            return entry is null ? result : await CloseAsync(report, entry, result);
        }
        catch (Auth0Exception)
        {
            // The journal cannot be written; what it has already is what counts for the next run.
            return result;
        }
    }

    private (RotationEntry? Entry, bool IsReadable) FindLast(string clientId)
    {
        try
        {
            return RotationJournal.Find(_session.Connection.Domain, clientId) is { IsOpen: true } open ? (open, true) : (null, true);
        }
        catch (Auth0Exception)
        {
            return (null, false);
        }
    }

    /// <summary>Another rotation to the same place, once the secret of the one before it is lost.</summary>
    private RotationEntry AnewFrom(RotationEntry entry) => entry with
    {
        JobId = Guid.NewGuid(),
        Phase = RotationPhase.None,
        EverUnknown = false,
        Attempts = 0,
        AttemptedAt = _session.Http.Time.GetUtcNow(),
        Status = null,
        VerifiedBy = RotationVerification.None,
        Message = null,
    };

    /// <summary>A connection's own secret can only be rotated where the connection will find the new one.</summary>
    private void RequireMovable(string clientId)
    {
        var connection = _session.Connection;
        if (clientId != connection.ClientId || connection.SecretReference.Location == SecretLocation.Vault)
            return;

        throw new Auth0Exception(
            ErrorReason.ApplicationNotRotatable,
            $"Connection '{connection.Name}' signs in with this application, and its secret is kept in {connection.SecretReference}, where the new one cannot be put.",
            $"Keep it in a vault first: Set-Auth0Connection {connection.Name} -Vault NAME")
        { Target = clientId };
    }

    /// <summary>Writes down how it ended, for the next run, and in the history.</summary>
    private async Task<SecretRotation> CloseAsync(RotationReport report, RotationEntry entry, SecretRotation result)
    {
        var ended = entry with
        {
            Status = result.Status,
            Message = result.Message,
            Phase = result.Status == RotationStatus.Succeeded ? RotationPhase.Recorded : entry.Phase,
        };
        result = result with { Phase = ended.Phase, JobId = entry.JobId, Attempts = entry.Attempts };
        await RotationHistory.AppendAsync(report.ToRecord(result, _session.Http.Time.GetUtcNow()));
        Note(report, ended);
        return result;
    }

    private RotationEntry Note(RotationReport report, RotationEntry entry)
    {
        RotationJournal.Write(entry);
        report.Noted = entry;
        Reached?.Invoke(entry.Phase);
        return entry;
    }

    private RotationEntry NewEntry(RotationTarget target, RotationEntry? former) => new()
    {
        JobId = Guid.NewGuid(),
        RotationId = target.RotationId,
        Name = target.Name,
        Domain = _session.Connection.Domain,
        ClientId = target.ClientId,
        ApplicationName = target.ApplicationName,
        ConnectionId = _session.Connection.Id,
        Vault = target.Vault,
        Mapping = target.Mapping,
        Connections = _registry.PlacesOf(_session.Connection.Domain, target.ClientId, target.Vault, target.Mapping.SecretEntry),
        AttemptedAt = _session.Http.Time.GetUtcNow(),
        DueAt = target.DueAt,
        RotatedAt = former?.RotatedAt,
    };

    /// <summary>What sending came to.</summary>
    /// <param name="Entry">The journal's entry after it.</param>
    /// <param name="IsLive">Whether the new secret is the live one; null when that is not known.</param>
    /// <param name="Change">What was sent and answered.</param>
    private sealed record Application(RotationEntry Entry, bool? IsLive, SecretChange Change);
}
