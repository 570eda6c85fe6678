using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.InteropServices;
using Auth0Ps.Applications;
using Auth0Ps.Completion;
using Auth0Ps.Errors;
using Auth0Ps.Naming;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Commands;

/// <summary>Rotates client secrets and private keys; many at once, each result as it comes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Auth0SecretRotation", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpAddress.Pages + "Invoke-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotationResult), typeof(PSCredential))]
public sealed class InvokeAuth0SecretRotationCommand : AdHocRotationCommand
{
    private const string Action = "Rotate the client secret; the present one stops working at once for all who use it";

    private const string Announcing = "Put the next client secret beside the present one, which stops working when the announced time has come";

    private const string WayBack = "Move it from private keys back to a client secret; its keys stop working at once for all who use them";

    private readonly RotatorsByConnection _rotators;
    private readonly KeyRotationQuestions _questions;
    private readonly CoveredApplications _covered;
    private readonly HashSet<Guid> _started = [];
    private readonly ConcurrentQueue<(Auth0SecretRotation Rotation, Auth0Connection Connection, RotationTarget Target)> _left = new();
    private DueRunReport? _due;
    private TypedParameters? _typed;

    /// <summary>Creates the command.</summary>
    public InvokeAuth0SecretRotationCommand()
    {
        _rotators = new RotatorsByConnection(connection => Open(connection));
        _questions = new KeyRotationQuestions(this, connection => Open(connection));
        _covered = new CoveredApplications(this);
    }

    /// <summary>Names of saved rotations, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipelineByPropertyName = true, DontShow = true)]
    [Names]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Saved rotations from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Rotation", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public Auth0SecretRotation? Rotation { get; set; }

    /// <summary>A former result from the pipeline, whose saved rotation is meant; bound by its type, so that its client id does not make it an ad hoc rotation.</summary>
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipeline = true, DontShow = true)]
    public Auth0SecretRotationResult? Result { get; set; }

    /// <summary>A record of the history from the pipeline, likewise.</summary>
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipeline = true, DontShow = true)]
    public Auth0SecretRotationRecord? Record { get; set; }

    /// <summary>Takes the saved rotations that are due, and what was interrupted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Due")]
    public SwitchParameter Due { get; set; }

    /// <summary>
    /// The connection, by name or as an object; may be left out while the process has exactly one. Of saved rotations it takes those that go
    /// through it: in every set, because a default for it in <c>$PSDefaultParameterValues</c> would else decide which set is meant.
    /// </summary>
    [Parameter(ParameterSetName = "Name")]
    [Parameter(ParameterSetName = "Rotation")]
    [Parameter(ParameterSetName = "Due")]
    [Parameter(ParameterSetName = "Application")]
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The applications' client ids. Not mandatory, because the binder would then take no name of a rotation from an object.</summary>
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string[] ClientId { get; set; } = [];

    /// <summary>A piped connection; its own client id is not what is to be rotated.</summary>
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

    /// <summary>Applications from the pipeline, which bring their connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Application", ValueFromPipeline = true)]
    public Auth0Application? InputObject { get; set; }

    private static RotationTarget BesideOthers(RotationTarget target) => target with { Options = target.Options with { Waits = LeaseWait.ForNobody } };

    private static RotationTarget StartedAs(RotationOrigin origin, RotationTarget target) => target with { Options = target.Options with { Origin = origin } };

    /// <summary>A schedule's script says so.</summary>
    private static RotationOrigin DueOrigin => Environment.GetEnvironmentVariable(RunScript.Variable) is { Length: > 0 } ? RotationOrigin.Schedule : RotationOrigin.Due;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        _typed = new TypedParameters(this);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        StopToken.ThrowIfCancellationRequested();
        RequireFitting();
        if (await CannotAskAsync(ConfirmImpact.High))
            return;
        await StartChosenAsync();

        // A signal that came meanwhile ends the command here, and not only when the next record comes.
        StopToken.ThrowIfCancellationRequested();
    }

    private async Task StartChosenAsync()
    {
        switch (ParameterSetName)
        {
            case "Application":
                await StartAsync(InputObject!.Name, InputObject.Over(Connection is null ? null : Resolve(Connection)), explicitly: false);
                break;
            case "AdHoc" when Result is not null:
                await StartAllAsync([RotationNames.OfRun(Result!.Name, Result.ClientId)]);
                break;
            case "AdHoc" when Record is not null:
                await StartAllAsync([RotationNames.OfRun(Record!.Name, Record.ClientId)]);
                break;
            case "AdHoc" when NamesSaved():
                await StartAllAsync(RotationNames.Choose(Name, Fail));
                break;
            case "AdHoc":
                await StartNamedAsync();
                break;
            case "Due":
                await StartDueAsync(ModuleState.Current.Time.GetUtcNow());
                break;
            default:
                await StartAllAsync((Rotation is not null ? [Rotation] : RotationNames.Choose(Name, Fail)).FindAll(IsWanted));
                break;
        }
    }

    /// <summary>
    /// Everything that is due, beside other runs that do the same: what another one is at work on is left to it, and only looked at again when all else is
    /// done, for it may have died.
    /// </summary>
    private async Task StartDueAsync(DateTimeOffset now)
    {
        var saved = ModuleState.Current.Rotations.All.Where(rotation => Connection is null || GoesThrough(rotation)).ToList();
        var due = saved.FindAll(rotation => rotation.IsDue(now));
        _due = new DueRunReport(ModuleState.Stores.Location.Text, saved, due, now);

        // Each in an order of its own, or all would want the same ones.
        if (ModuleState.Current.Store.IsOfManyMachines)
            Random.Shared.Shuffle(CollectionsMarshal.AsSpan(due));
        await StartAllAsync(due);
        await StartEndedOverlapsAsync(now);
        await StartAnnouncedAsync(now);
        await WhenBackgroundEnds();
        while (_left.TryDequeue(out var left))
            await StartAsync(left.Rotation.Name, left.Rotation, left.Connection, left.Target with { Options = left.Target.Options with { Waits = LeaseWait.ForTheDead } });
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        if (_due is not null)
        {
            var run = _due.End(EndedAs);
            if (run is { Saved: 0, Due: 0 })
                EmitWarning(Connection is null ? $"{run} {DueRunReport.WhatToDo}" : $"No saved rotation goes through connection '{Connection.Name}', so that none was due.");
            else
                EmitVerbose(run.ToString());
            EmitInformation(run);
        }

        return base.EndAsync();
    }

    /// <summary>
    /// True where a piped object names a saved rotation: it has no client id, or that rotation's own. Beside any other client id a name is the
    /// application's, and none of a rotation.
    /// </summary>
    private bool NamesSaved()
    {
        if (_typed!.Has(nameof(ClientId)) || Name.Length == 0)
            return false;
        return ClientId.Length == 0 || (Name is [var name] && ModuleState.Current.Rotations.Find(name) is { } saved && ClientId is [var clientId] && clientId == saved.ClientId);
    }

    private bool GoesThrough(Auth0SecretRotation rotation) => string.Equals(Resolve(Connection).Name, rotation.Connection, StringComparison.OrdinalIgnoreCase);

    /// <summary>With -Connection a pattern means what goes through it; what is named itself and does not, is told of.</summary>
    private bool IsWanted(Auth0SecretRotation rotation)
    {
        if (Connection is null || GoesThrough(rotation))
            return true;

        if (Rotation is not null || Name.Contains(rotation.Name, StringComparer.OrdinalIgnoreCase))
        {
            Fail(new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"Rotation '{rotation.Name}' goes through connection '{rotation.Connection}', and not through '{Connection.Name}'.",
                "Leave -Connection out, also of $PSDefaultParameterValues; a saved rotation knows its connection.")
            { Target = rotation.Name });
        }

        return false;
    }

    private async Task StartAllAsync(List<Auth0SecretRotation> chosen)
    {
        // Several of the pipeline may be the same one.
        var fresh = chosen.FindAll(rotation => _started.Add(rotation.Id));
        Expect([.. fresh.Select(rotation => rotation.Name)]);
        foreach (var rotation in fresh)
            await StartAsync(rotation.Name, rotation, through: null, AsCredential, looks: Name.Contains(rotation.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <param name="called">What it is called, as it was expected.</param>
    /// <param name="through">The connection, where another one than the rotation's own was chosen.</param>
    /// <param name="returnsSecret">True hands the new secret to the caller as well.</param>
    /// <param name="looks">True looks first whether the vault's secret is the live one. Of many at once that would double the requests; those that are due look anyway.</param>
    private async Task StartAsync(string called, Auth0SecretRotation chosen, Auth0Connection? through, bool returnsSecret, bool looks)
    {
        try
        {
            // From the registry, because the object may be older than the last change or run.
            var rotation = ModuleState.Current.Rotations.Find(chosen.Id) ?? throw ModuleState.Current.Rotations.NotFound(chosen.Name);
            var connection = through ?? ModuleState.Current.Rotations.ConnectionOf(rotation);
            var due = Due ? BesideOthers(StartedAs(DueOrigin, rotation.ToDueTarget(ModuleState.Current.Time.GetUtcNow()))) : rotation.ToTarget(new() { Force = Force, EndsKeys = Force, AppliesAtOnce = Force, LooksForDrift = looks });
            if (await AskAsync($"rotation '{rotation.Name}' of application '{rotation.ApplicationName}' ({rotation.ClientId}) of tenant '{connection.Domain}'", due, connection) is not { } target)
            {
                Drop(called);
                return;
            }

            await StartAsync(called, rotation, connection, target with { Options = target.Options with { ReturnsSecret = returnsSecret && !target.Kind.IsKey } });
        }
        catch (Auth0Exception exception)
        {
            // One that cannot be started does not keep the others.
            Drop(called);
            Fail(exception);
        }
    }

    private Task StartAsync(string called, Auth0SecretRotation rotation, Auth0Connection connection, RotationTarget target) => StartAsync(
        called,
        connection,
        async stop =>
        {
            var outcome = await _rotators.IntoVaultsFor(connection).RotateAsync(target, Due ? () => ModuleState.Current.Rotations.IsStillDue(rotation.Id) : null, stop);
            if (!outcome.IsBusy || target.Options.Waits != LeaseWait.ForNobody)
                return outcome;
            _left.Enqueue((rotation, connection, target));
            return null;
        },
        explicitly: true,
        () => ModuleState.Current.Rotations.Find(rotation.Id)?.NextRotationAt);

    private async Task StartNamedAsync()
    {
        if (Through is not null && !_typed!.Has(nameof(ClientId)))
            Through.RequireClientId(null);
        if (ClientId.Length == 0)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                "It is not said what is to be rotated.",
                "Give -ClientId, pipe applications (Get-Auth0Application -Rotatable), or name a saved rotation with -Name.");
        }

        var connection = Through ?? Resolve(Connection);
        var directory = new ApplicationDirectory(Open(connection));
        Expect(ClientId);
        foreach (var clientId in ClientId)
        {
            try
            {
                await StartAsync(clientId, await directory.GetAsync(ClientIds.Require(clientId), StopToken), explicitly: true);
            }
            catch (Auth0Exception exception)
            {
                Drop(clientId);
                Fail(exception);
            }
        }
    }

    private async Task StartAsync(string called, Auth0Application application, bool explicitly)
    {
        var connection = application.Connection;
        var saved = Covering(application);
        if (saved is not null && IsRunOf(saved, application))
        {
            EmitVerbose($"'{application.Name}' ({application.ClientId}) is rotated by its saved rotation '{saved.Name}', whose consumers read vault '{saved.Vault}'.");
            await StartAsync(called, saved, connection, AsCredential || Vault is null, looks: explicitly);
            return;
        }

        if (WhyNot(application) is { } why)
        {
            await StartAsync(called, connection, _ => Task.FromResult<RotationOutcome?>(RotationOutcome.Skip(application, why)), explicitly);
            return;
        }

        var what = $"application '{application.Name}' ({application.ClientId}) of tenant '{connection.Domain}'";
        RotationTarget? wanted;
        try
        {
            wanted = await TargetOfAsync(application, saved);
            if (IsElsewhere(saved, wanted) && !Force)
                await _covered.RequireSomeoneToAskAsync(saved!, application, wanted!.Vault);
        }
        catch (Auth0Exception exception) when (!IsWhatIf)
        {
            // A result as well, so that nobody has to look for the application among the errors.
            await StartAsync(called, connection, _ => Task.FromResult<RotationOutcome?>(NotBegun(application, exception)), explicitly);
            return;
        }

        if (wanted is null)
        {
            if (await AskAsync(what, Action, into: null, movesBack: false))
                await StartAsync(called, connection, async stop => await _rotators.For(connection).RotateAsync(application, stop), explicitly);
        }
        else if (await AskAsync(what, wanted, connection) is { } target && (Force || !IsElsewhere(saved, wanted) || await _covered.AskAsync(saved!, application, wanted.Vault)))
        {
            await StartAsync(called, connection, async stop => await _rotators.IntoVaultsFor(connection).RotateAsync(target, isDue: null, stop), explicitly);
        }

        Drop(called);
    }

    /// <summary>True where the saved rotation of the same credential would be left with a dead one.</summary>
    private static bool IsElsewhere(Auth0SecretRotation? saved, RotationTarget? wanted) => saved is not null && wanted is not null && !saved.IsKeptIn(wanted.Vault, wanted.Mapping);

    /// <summary>Keys of ad hoc rotations, which no definition knows of.</summary>
    private async Task StartEndedOverlapsAsync(DateTimeOffset now)
    {
        var interrupted = new InterruptedRotations(ModuleState.Current);
        foreach (var ended in interrupted.FindEndedOverlaps(now, Fail))
        {
            try
            {
                _due!.Found();
                var connection = interrupted.ConnectionOf(ended);
                if (await AskAsync(ended.Description, StartedAs(DueOrigin, ended.ToRetirement()), connection) is { } target)
                    await StartAsync(ended.Name, connection, async stop => await _rotators.IntoVaultsFor(connection).RotateAsync(target, isDue: null, stop), explicitly: true);
            }
            catch (Auth0Exception exception)
            {
                Fail(exception);
            }
        }
    }

    /// <summary>Announced secrets of ad hoc rotations, which no definition knows of.</summary>
    private async Task StartAnnouncedAsync(DateTimeOffset now)
    {
        var interrupted = new InterruptedRotations(ModuleState.Current);
        foreach (var announced in interrupted.FindAnnounced(now, Fail))
        {
            try
            {
                _due!.Found();
                var connection = interrupted.ConnectionOf(announced);
                if (await AskAsync(announced.Description, Action, announced.Entry.Vault, movesBack: false))
                    await StartAsync(announced.Name, connection, async stop => await _rotators.IntoVaultsFor(connection).ResumeAsync(announced.Name, announced.ClientId, stop), explicitly: true);
            }
            catch (Auth0Exception exception)
            {
                Fail(exception);
            }
        }
    }

    private async Task<RotationTarget?> AskAsync(string what, RotationTarget target, Auth0Connection connection) =>
        target.Kind.IsKey ? await _questions.AskAsync(what, target, connection, StopToken)
        : await AskAsync(what, target.MovesBack ? WayBack : target.AnnounceFor is not null && !target.Options.AppliesAtOnce && !Due ? Announcing : Action, $"{target.Mapping.InWords} in vault '{target.Vault}'{string.Concat(target.CopyTo.Select(copy => $" and {copy.SecretsMapping.InWords} in vault '{copy.Vault}'"))}", target.MovesBack) ? target
        : null;

    /// <summary>Under -WhatIf in one short line, with the entries that would be written.</summary>
    private Task<bool> AskAsync(string what, string action, string? into, bool movesBack) => OnPipelineAsync(() =>
    {
        if (!IsWhatIf)
            return Questions.Ask(() => ShouldProcess(DisplayText.Of(what), DisplayText.Of(action)));

        var line = DisplayText.Of($"{(action == Announcing ? "Next client secret (the present one works until the announced time)" : movesBack ? "Client secret in place of private keys (those stop working)" : "New client secret (the present one stops working)")} for {what}{(into is null ? "" : $" into {into}")}");
        return ShouldProcess(line, line, caption: null);
    });
}
