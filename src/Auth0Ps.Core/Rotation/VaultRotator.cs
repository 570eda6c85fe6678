using Auth0Ps.Applications;
using Auth0Ps.Diagnostics;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Rotation;

/// <summary>Rotates client secrets and private keys of one tenant into vaults, so that whatever stops it loses none.</summary>
/// <remarks>
/// The new secret lies in the vault before Auth0 hears of it, in the next entry, and in the final one once Auth0 has accepted it; no entry is
/// removed. Each phase first asks whether its effect is already there, so a run that finds an interrupted one continues where that
/// one ended, with the same secret.
/// </remarks>
internal sealed class VaultRotator
{
    private const string Faster = "it is not due any more; another run was faster";

    private readonly TenantSession _session;
    private readonly Auth0State _state;
    private readonly VaultCache _vaults;
    private readonly EntryOwnership _owners;
    private readonly ClientGrantDirectory _grants;
    private readonly NewRun _new;
    private readonly DoneElsewhere _elsewhere;

    /// <summary>Makes a rotator; sends nothing yet.</summary>
    public VaultRotator(TenantSession session)
    {
        _session = session;
        _state = session.State;
        _grants = new ClientGrantDirectory(session);
        _vaults = new VaultCache(_state);
        _owners = new EntryOwnership(_state, _vaults);
        _new = new NewRun(session);
        _elsewhere = new DoneElsewhere(_state);
    }

    /// <summary>Told of each phase once it is reached and written down; for progress and tests.</summary>
    public Action<RotationPhase>? Reached { get; init; }

    /// <summary>Rotates one secret, or finishes the rotation that was interrupted.</summary>
    /// <param name="target">What to rotate, and where the new secret goes.</param>
    /// <param name="isDue">Asked under the lease whether there is still something to do; null for "yes".</param>
    /// <returns>What became of it; failures are in the result, not thrown.</returns>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public async Task<RotationOutcome> RotateAsync(RotationTarget target, Func<bool>? isDue, CancellationToken stop) =>
        await TellAsync(await Measurements.RotationAsync(
            target.ClientId, _session.Connection.Domain, target.CredentialType, () => RotateUnderLeaseAsync(target, isDue, stop)));

    private async Task<RotationOutcome> RotateUnderLeaseAsync(RotationTarget target, Func<bool>? isDue, CancellationToken stop)
    {
        using var use = _state.Uses.Begin(_session.Connection);
        LeasedTarget? leased;
        try
        {
            // Another run may have been faster, which is seen without the lease as well.
            if (target.Options.Waits != LeaseWait.ForOthers && isDue is not null && ((target.RotationId is { } id && _elsewhere.Has(id)) || !isDue()))
                return Begin(target).Report.Skipped(Faster);
            leased = await LeasedTarget.TakeAsync(_session, target, stop);
        }
        catch (Auth0Exception exception)
        {
            return Begin(target).Report.NotBegun(exception);
        }

        if (leased is null)
            return Begin(target).Report.Skipped("another process is at work on it") with { IsBusy = true };
        using (leased)
        {
            string? aside;
            try
            {
                // On express command a damaged journal goes, and what waits in the vault decides, as where there is no journal.
                aside = isDue is null && target.Options.Force ? _state.Journal.SetAside(_session.ClientOf(leased.Target.ClientId)) : null;
            }
            catch (Auth0Exception exception)
            {
                return Begin(target).Report.NotBegun(exception);
            }

            var rotation = await RotateAsync(leased, isDue, stop);
            return aside is null ? rotation : rotation with { Message = $"{rotation.Message} The damaged journal of its last run is kept as '{aside}'." };
        }
    }

    /// <summary>Finishes an interrupted rotation; the journal says how.</summary>
    /// <param name="name">Its name, for the report.</param>
    /// <returns>What became of it; null when nothing is interrupted.</returns>
    public Task<RotationOutcome?> ResumeAsync(string name, string clientId, CancellationToken stop) => ResumeAsync(name, clientId, appliesAtOnce: false, stop);

    /// <summary>The same, or makes an announced secret live whose time has not come.</summary>
    /// <param name="name">Its name, for the report.</param>
    /// <param name="appliesAtOnce">True does not wait for the announced time.</param>
    /// <returns>As above.</returns>
    public async Task<RotationOutcome?> ResumeAsync(string name, string clientId, bool appliesAtOnce, CancellationToken stop) =>
        await Measurements.RotationAsync(clientId, _session.Connection.Domain, CredentialType.ClientSecret, () => ResumeUnderLeaseAsync(name, clientId, appliesAtOnce, stop)) is { } outcome
            ? await TellAsync(outcome) : null;

    /// <summary>Hooks are told of failures that the journal has nothing of as well.</summary>
    private async Task<RotationOutcome> TellAsync(RotationOutcome outcome) => outcome is { Hooks: null, Status: RotationStatus.Failed or RotationStatus.Interrupted }
        ? outcome with { Hooks = await _state.Hooks.RecordAsync(outcome, _session.ClientOf(outcome.Application.ClientId).Tenant, entry: null) }
        : outcome;

    private async Task<RotationOutcome?> ResumeUnderLeaseAsync(string name, string clientId, bool appliesAtOnce, CancellationToken stop)
    {
        using var use = _state.Uses.Begin(_session.Connection);
        using var lease = await _state.Leases.TakeAsync(_session.ClientOf(clientId), stop);
        if (_state.Journal.Find(_session.ClientOf(clientId)) is not { IsOpen: true } open)
            return null;

        var target = new RotationTarget { Name = name, RotationId = open.RotationId, ClientId = clientId, ApplicationName = open.ApplicationName, Vault = open.Vault, Mapping = open.Mapping, CredentialType = open.CredentialType, Options = new() { AppliesAtOnce = appliesAtOnce, Origin = RotationOrigin.Resume } };
        var run = Begin(target);
        try
        {
            return await GoOnAsync(run, open, target, isForced: false, stop);
        }
        catch (Auth0Exception exception)
        {
            return await run.BreakOffAsync(clientId, exception);
        }
    }

    /// <summary>Continues a rotation that is not finished, unless it waits for its announced time.</summary>
    private async Task<RotationOutcome> GoOnAsync(JournaledRun run, RotationEntry open, RotationTarget target, bool isForced, CancellationToken stop)
    {
        if (!target.Options.AppliesAtOnce && Announcement.IsWaiting(open, _session.Http.Time.GetUtcNow()))
            return run.Report.Announced(open, open.NextNameOf(open.Mapping.SecretEntry));
        if (target.Options.AppliesAtOnce)
            open = open with { AnnounceFor = null };

        // A connection may have been made or removed while it was announced.
        if (open.Status == RotationStatus.Announced)
            open = open with { Status = null, Message = null, Connections = _new.ConnectionsOf(open.ClientId, open.Vault, open.Mapping) };
        if (open.Phase < RotationPhase.Applying)
            await WaitForLostAsync(open.ClientId, stop);
        return await RotationOf(open).ResumeAsync(run, open, target.Options, isForced, stop);
    }

    /// <summary>Before a new value is made: a process that lost the client's lease may have sent one that has not arrived yet.</summary>
    private Task WaitForLostAsync(string clientId, CancellationToken stop) =>
        _state.Leases.WaitForLostAsync(_session.ClientOf(clientId), _session.Http.AttemptTimeout + _state.Limits.Spreading, stop);

    private IRotation RotationOf(RotationEntry entry) => entry.Kind.Open(new RotationTools(_session, _vaults, _owners, _grants, Reached));

    private async Task<RotationOutcome> RotateAsync(LeasedTarget leased, Func<bool>? isDue, CancellationToken stop)
    {
        var target = leased.Target;
        var run = Begin(target);
        try
        {
            _new.RequireMovable(target.ClientId);
            var former = UnreadableJournal.Find(_state.Journal, _session.ClientOf(target.ClientId), target);
            if (target.Options.Undoes)
                PreviousSecret.RequireUndoable(target, former);
            if (former is { Status: RotationStatus.Announced } announced && isDue is null && target.RotationId is null && !IsVault(announced.Vault, target.Vault))
            {
                // Another vault was named for it: what is announced in the former one is sent to nobody.
                former = Announcement.Withdrawn(announced);
            }
            else if (former is { Status: RotationStatus.Announced } && isDue?.Invoke() == false)
            {
                return run.Report.Skipped("it is announced already; another run was faster");
            }

            if (former is { IsOpen: true } open)
            {
                // The journal says where its secret goes, which may be elsewhere than where this run wants one.
                target = target with { Vault = open.Vault, Mapping = open.Mapping, CredentialType = open.CredentialType, Options = target.Options with { RetiresOnly = false } };
                run = Begin(target);
                return await GoOnAsync(run, open, target, isForced: target.Options.Force && isDue is null, stop);
            }

            if (leased.WhyNot is { } why)
                return run.Report.Skipped(why);
            if (target.Options.RetiresOnly)
            {
                // The keys that a definition had made stay its own until their end, also when it is of a client secret by now.
                if (former is not { Kind.WorksBesidePrevious: true })
                    return run.Report.Skipped("no key's overlap has ended");
                target = target with { Vault = former.Vault, Mapping = former.Mapping, CredentialType = former.CredentialType, Key = former.Key, CopyTo = [] };
            }

            if (isDue?.Invoke() == false)
                return run.Report.Skipped(Faster);

            NewRun.RequireOwnMove(target, former);
            await WaitForLostAsync(target.ClientId, stop);
            var entry = _new.EntryOf(target, former);
            return await RotationOf(entry).BeginAsync(run, entry, former, target.Options, stop);
        }
        catch (Auth0Exception exception)
        {
            // A saved rotation shows that it was tried, although nothing came of it; what there is nothing to undo of was not.
            if (target.Options.Undoes && exception.Reason == ErrorReason.NothingToUndo)
                return run.Report.NotBegun(exception);
            return await run.BreakOffAsync(target.ClientId, exception, target.RotationId is null ? null : () => _new.AttemptOf(target));
        }
    }

    private static bool IsVault(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private JournaledRun Begin(RotationTarget target) =>
        new(_session, new RotationReport(_session.Connection, target), Reached);
}
