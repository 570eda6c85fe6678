using Auth0Ps.Applications;
using Auth0Ps.Diagnostics;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation;

/// <summary>What one run writes down of a rotation, and how it reports that it could not continue.</summary>
/// <param name="session">The tenant.</param>
/// <param name="report">Words what became of it.</param>
/// <param name="reached">Told of each phase once it is written down; may be null.</param>
internal sealed class JournaledRun(TenantSession session, RotationReport report, Action<RotationPhase>? reached)
{
    private readonly List<Auth0RotationHookDelivery> _hooks = [];
    private RotationEntry? _noted;

    public RotationReport Report => report;

    /// <summary>The hooks that are told of this run.</summary>
    public IReadOnlyList<Auth0RotationHookDelivery> Hooks => [.. _hooks];

    /// <summary>Further hooks are told of what this run found.</summary>
    public void Tell(IEnumerable<Auth0RotationHookDelivery> deliveries) => _hooks.AddRange(deliveries);

    /// <summary>Tells hooks of keys that were taken out of use; recorded before the journal forgets them.</summary>
    /// <param name="gone">The keys.</param>
    /// <param name="isKept">Whether one is still registered.</param>
    public async Task RetiredAsync(RotationEntry entry, IReadOnlyList<Auth0RotationKey> gone, Func<Auth0RotationKey, bool> isKept)
    {
        try
        {
            var tenant = session.ClientOf(entry.ClientId).Tenant;
            var data = HookEventData.Of(report.Retired(gone, isKept), tenant, nextRotationAt: null).With(gone);
            _hooks.AddRange(await session.State.Hooks.RecordAsync(RotationEvent.KeyRetired, string.Join('+', gone.Select(static key => key.CredentialId)), data, journaled: false));
        }
        catch (Auth0Exception)
        {
            // A hook changes nothing of what becomes of a key.
        }
    }

    /// <summary>Writes the journal; when this returns, a crash no longer changes it.</summary>
    public RotationEntry Note(RotationEntry entry)
    {
        // Whose work the live secret is; a clock that was set does not tell.
        if (entry.Phase >= RotationPhase.Promoted)
            entry = entry with { RotatedBy = entry.RotationId, IsUndone = entry.Undoes };
        entry = Step(entry);
        session.State.Journal.Write(entry);
        _noted = entry;
        reached?.Invoke(entry.Phase);
        return entry;
    }

    /// <summary>Writes down how it ended, for the next run, and in the history.</summary>
    /// <param name="entry">The rotation.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="staysAnnounced">True where the announcement that this run was to put into effect still holds.</param>
    public async Task<RotationOutcome> CloseAsync(RotationEntry entry, RotationOutcome result, bool staysAnnounced = false)
    {
        if (entry.AdoptedAt >= entry.AttemptedAt)
            result = result with { Message = $"{result.Message} {LiveAdoption.Said}", Adopted = true };
        var now = session.Http.Time.GetUtcNow();
        var leftBehind = result.Status == RotationStatus.Succeeded ? FindLeftBehind(entry) : null;
        var ended = entry with
        {
            DriftedAt = leftBehind is not null ? entry.DriftedAt ?? now : result.Status == RotationStatus.Succeeded ? null : entry.DriftedAt,
            Status = staysAnnounced ? RotationStatus.Announced : result.Status,
            Message = result.Message,
            Phase = result.Status == RotationStatus.Succeeded ? RotationPhase.Recorded : entry.Phase,
        };
        ended = Step(ended);
        result = result with { Phase = ended.Phase, JobId = entry.JobId, Attempts = entry.Attempts, Copies = Auth0SecretCopy.Of(ended) };

        // What a run says that lost its lease, its successor says better.
        await session.ConfirmLeaseAsync(entry.ClientId);
        await RecordAsync(result, ended);

        if (leftBehind is not null && entry.DriftedAt is null)
            Tell(await DriftMark.TellAsync(session.State, leftBehind, now, $"The client secret or key was rotated into vault '{entry.Vault}' ({entry.Mapping}), and what '{leftBehind.Entries.SecretEntry}' in vault '{leftBehind.Vault}' holds is not the present one any more."));

        // Before the journal: a run that is killed in between is ended again, and its event is the same one then.
        _hooks.AddRange(await session.State.Hooks.RecordAsync(result, session.ClientOf(entry.ClientId).Tenant, ended));
        Note(ended);
        return result with { Hooks = Hooks };
    }

    /// <summary>Writes into the history how it ended.</summary>
    /// <param name="entry">The run; null where it wrote no journal of its own.</param>
    public Task RecordAsync(RotationOutcome result, RotationEntry? entry) => session.State.History.AppendAsync(report.ToRecord(result, session.Http.Time.GetUtcNow()) with
    {
        Tenant = session.ClientOf(result.Application.ClientId).Tenant,
        StartedAt = entry?.AttemptedAt,
        Steps = entry?.Steps ?? [],
    });

    /// <summary>Something failed outside the change itself; what was written down before it says whether Auth0 may have heard of the secret.</summary>
    /// <param name="cause">What failed.</param>
    /// <param name="attempt">What to write down where nothing was; null writes nothing.</param>
    public async Task<RotationOutcome> BreakOffAsync(string clientId, Auth0Exception cause, Func<RotationEntry>? attempt = null)
    {
        // What this run knows comes first: the file may be gone, and that proves nothing.
        var (entry, isReadable) = _noted is { } noted ? (noted, true) : FindLast(clientId);
        var result = entry is null && !isReadable ? report.Interrupted(cause.Message, cause)
            : entry is { Phase: >= RotationPhase.Applying } heard ? report.Interrupted(RotationReport.WhereLive(heard, cause), cause)
            : report.Failed(cause, attempts: 0);
        try
        {
            entry ??= isReadable ? attempt?.Invoke() : null;
            return entry is null ? result : await CloseAsync(entry, result, staysAnnounced: entry is { Phase: RotationPhase.Announced, AppliesAt: not null });
        }
        catch (Auth0Exception)
        {
            // The journal cannot be written; what it has already is what counts for the next run.
            return result;
        }
    }

    /// <summary>The saved rotation whose own place this run, which is not one of its, left with a secret or key that is not the present one; null for none.</summary>
    private Auth0SecretRotation? FindLeftBehind(RotationEntry entry)
    {
        try
        {
            return entry.RotationId is null && session.State.Rotations.Covering(session.ClientOf(entry.ClientId)) is { } saved
                && saved.CredentialType == entry.CredentialType && !saved.IsKeptIn(entry.Vault, entry.Mapping) ? saved : null;
        }
        catch (Auth0Exception)
        {
            // That the saved rotations cannot be read changes nothing of what became of this one.
            return null;
        }
    }

    private RotationEntry Step(RotationEntry entry)
    {
        var stepped = entry.Stepped(session.Http.Time.GetUtcNow());
        if (stepped.Steps.Count > entry.Steps.Count)
            Measurements.Phase(stepped.Steps, entry.AttemptedAt);
        return stepped;
    }

    private (RotationEntry? Entry, bool IsReadable) FindLast(string clientId)
    {
        try
        {
            return session.State.Journal.Find(session.ClientOf(clientId)) is { IsOpen: true } open ? (open, true) : (null, true);
        }
        catch (Auth0Exception)
        {
            return (null, false);
        }
    }
}
