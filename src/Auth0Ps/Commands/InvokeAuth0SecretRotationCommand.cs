using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>Rotates client secrets and private keys; many at once, each result as it comes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Auth0SecretRotation", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpAddress.Pages + "Invoke-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotationResult), typeof(PSCredential))]
public sealed class InvokeAuth0SecretRotationCommand : AdHocRotationCommand
{
    private readonly HashSet<Guid> _started = [];
    private DueRun? _due;
    private TypedParameters? _typed;

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
                RequireNamed();
                await StartNamedAsync(Through ?? Resolve(Connection), ClientId);
                break;
            case "Due":
                await StartDueAsync(ModuleState.Current.Time.GetUtcNow());
                break;
            default:
                await StartAllAsync((Rotation is not null ? [Rotation] : RotationNames.Choose(Name, Fail)).FindAll(IsWanted));
                break;
        }
    }

    private async Task StartDueAsync(DateTimeOffset now)
    {
        var run = _due = new DueRun(ModuleState.Current, ModuleState.Stores.Location.Text, ModuleState.Current.Rotations.All.Where(rotation => Connection is null || GoesThrough(rotation)).ToList(), now);
        await StartAllAsync(run.Rotations);
        await StartEachAsync(run, run.FindEndedOverlaps(Fail), async (ended, connection) =>
        {
            if (await AskAsync(ended.Description, run.RetirementOf(ended), connection) is { } target)
                await StartAsync(ended.Name, connection, async stop => await Rotators.IntoVaultsFor(connection).RotateAsync(target, isDue: null, stop), explicitly: true);
        });
        await StartEachAsync(run, run.FindAnnounced(Fail), async (announced, connection) =>
        {
            if (await AskAsync(announced.Description, announced.Entry.Vault))
                await StartAsync(announced.Name, connection, async stop => await Rotators.IntoVaultsFor(connection).ResumeAsync(announced.Name, announced.ClientId, stop), explicitly: true);
        });
        await WhenBackgroundEnds();
        foreach (var left in run.TakeLeft())
            await StartAsync(left.Rotation.Name, left.Rotation, left.Connection, left.Target);
    }

    /// <summary>Rotations of which no definition knows.</summary>
    private async Task StartEachAsync(DueRun run, IReadOnlyList<InterruptedRotation> found, Func<InterruptedRotation, Auth0Connection, Task> start)
    {
        foreach (var rotation in found)
        {
            try
            {
                await start(rotation, run.ConnectionOf(rotation));
            }
            catch (Auth0Exception exception)
            {
                // One that cannot be started does not keep the others.
                Fail(exception);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        if (_due is not null)
        {
            var run = _due.End(EndedAs);
            if (run is { Saved: 0, Due: 0 })
                EmitWarning(Connection is null ? $"{run} {DueRun.WhatToDo}" : $"No saved rotation goes through connection '{Connection.Name}', so that none was due.");
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

    /// <summary>With -Connection a pattern means what goes through it; what is named itself and does not is reported.</summary>
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

    private void RequireNamed()
    {
        if (Through is not null && !_typed!.Has(nameof(ClientId)))
            Through.RequireClientId(null);
        if (ClientId.Length > 0)
            return;

        throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            "It is not said what is to be rotated.",
            "Give -ClientId, pipe applications (Get-Auth0Application -Rotatable), or name a saved rotation with -Name.");
    }

    private async Task StartAllAsync(List<Auth0SecretRotation> chosen)
    {
        // Several of the pipeline may be the same one.
        var fresh = chosen.FindAll(rotation => _started.Add(rotation.Id));
        Expect([.. fresh.Select(rotation => rotation.Name)]);
        foreach (var rotation in fresh)
            await StartSavedAsync(rotation.Name, rotation, through: null, AsCredential, looks: Name.Contains(rotation.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    private protected override async Task StartSavedAsync(string called, Auth0SecretRotation chosen, Auth0Connection? through, bool returnsSecret, bool looks)
    {
        try
        {
            // From the registry, because the object may be older than the last change or run.
            var rotation = ModuleState.Current.Rotations.Find(chosen.Id) ?? throw ModuleState.Current.Rotations.NotFound(chosen.Name);
            var connection = through ?? ModuleState.Current.Rotations.ConnectionOf(rotation);
            var wanted = Due ? _due!.TargetOf(rotation) : rotation.ToTarget(new() { Force = Force, EndsKeys = Force, AppliesAtOnce = Force, LooksForDrift = looks });
            if (await AskAsync($"rotation '{rotation.Name}' of application '{rotation.ApplicationName}' ({rotation.ClientId}) of tenant '{connection.Domain}'", wanted, connection) is not { } target)
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
            var outcome = await Rotators.IntoVaultsFor(connection).RotateAsync(target, Due ? () => ModuleState.Current.Rotations.IsStillDue(rotation.Id) : null, stop);
            return _due?.Leaves(outcome, rotation, connection, target) == true ? null : outcome;
        },
        explicitly: true,
        () => ModuleState.Current.Rotations.Find(rotation.Id)?.NextRotationAt);
}
