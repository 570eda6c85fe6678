using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>Finishes rotations into vaults that were interrupted.</summary>
[Cmdlet(VerbsLifecycle.Resume, "Auth0SecretRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpAddress.Pages + "Resume-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotationResult))]
public sealed class ResumeAuth0SecretRotationCommand : TenantCommand
{
    private readonly InterruptedRotations _interrupted = new(ModuleState.Current);
    private readonly HashSet<Guid> _done = [];
    private TypedParameters? _typed;
    private HookDeliveries? _hooks;

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Makes an announced secret live whose time has not come yet.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>A piped application, whose rotation is meant; its own name is not a rotation's.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public Auth0Application? Application { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _typed = new TypedParameters(this);
        _hooks = new HookDeliveries(EmitVerbose, EmitWarning) { IsWhatIf = IsWhatIf };
    }

    /// <inheritdoc/>
    protected override Task EndAsync() => _hooks!.DeliverAsync(EmitError, StopToken);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var name in Application is null || _typed!.Has(nameof(Name)) ? Name : ["*"])
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = _interrupted.Find(pattern.IsMatch, EmitError);
            if (found.Count == 0)
                TellNone(name);
            else if (await CannotAskAsync(ConfirmImpact.High))
                return;

            // Of what is only named by a pattern, what still waits is passed over.
            if (!Force && WildcardPattern.ContainsWildcardCharacters(name))
                found = [.. found.Where(item => !item.IsWaiting(ModuleState.Current.Time.GetUtcNow()))];
            foreach (var interrupted in found.Where(item => (Application is null || Application.ClientId == item.ClientId) && _done.Add(item.JobId)))
                await ResumeAsync(interrupted);
        }
    }

    private void TellNone(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name) && ModuleState.Current.Rotations.Find(name) is null)
            EmitError(ModuleState.Current.Rotations.NotFound(name));
        else
            EmitVerbose($"No rotation '{name}' is interrupted.");
    }

    private async Task ResumeAsync(InterruptedRotation interrupted)
    {
        try
        {
            var connection = _interrupted.ConnectionOf(interrupted);
            if (!await ShouldProcessAsync(interrupted.Description, interrupted.Consequence))
                return;

            var rotator = new VaultRotator(Open(connection));
            if (await rotator.ResumeAsync(interrupted.Name, interrupted.ClientId, Force, StopToken) is { } rotation)
                Deliver(rotation, interrupted.RotationId);
            else
                EmitVerbose($"Rotation '{interrupted.Name}' was finished meanwhile.");
        }
        catch (Auth0Exception exception)
        {
            // One that cannot be finished does not keep the others.
            EmitError(exception);
        }
    }

    private void Deliver(RotationOutcome rotation, Guid? rotationId)
    {
        var saved = rotationId is { } id ? ModuleState.Current.Rotations.Find(id) : null;
        var result = Auth0SecretRotationResult.From(rotation, saved?.NextRotationAt);
        _hooks!.Follow(result.Hooks);
        Emit(result);
        if (RotationFailures.Of(rotation, explicitly: true) is { } failure)
            EmitError(failure);
    }
}
