using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Naming;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;

namespace Auth0Ps.Commands;

/// <summary>Changes a saved rotation.</summary>
[Cmdlet(VerbsCommon.Set, "Auth0SecretRotation", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "Set-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotation))]
public sealed class SetAuth0SecretRotationCommand : RotationFieldsCommand
{
    private readonly RotationWarnings _warnings;
    private TypedParameters? _typed;

    /// <summary>Creates the command.</summary>
    public SetAuth0SecretRotationCommand() => _warnings = new RotationWarnings(EmitWarning);

    /// <summary>The rotation's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The rotation, from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Rotation")]
    public Auth0SecretRotation? InputObject { get; set; }

    /// <summary>A piped application, whose rotation is meant; its own name, which binds too, is not a rotation's.</summary>
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, DontShow = true)]
    public Auth0Application? Application { get; set; }

    /// <summary>Another name.</summary>
    [Parameter]
    public string? NewName { get; set; }

    /// <summary>Another connection, by name or as an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>Another application's client id.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string? ClientId { get; set; }

    /// <summary>Another vault.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>Rotates by itself again.</summary>
    [Parameter]
    public SwitchParameter AutoRotation { get; set; }

    /// <summary>When it is next due, in the place of the schedule's own next time.</summary>
    [Parameter]
    public DateTimeOffset? NextRotationAt { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _typed = new TypedParameters(this);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (NewName is not null)
            Slug.Require(NewName, "-NewName");
        if (InputObject is not null || Application is not null)
            _typed!.ForgetOthers(Application is null ? nameof(InputObject) : nameof(Application));

        IsForgotten = (InputObject is not null || Application is not null) && !_typed!.Has(nameof(KeepPrevious));
        var former = Chosen();
        if (AutoRotation && NoAutoRotation)
            throw Conflict(former.Name, "Both -AutoRotation and -NoAutoRotation were given.", "Give one of them.");

        if (NextRotationAt is not null && (NoAutoRotation || (!former.AutoRotation && !AutoRotation)))
            throw Conflict(former.Name, $"Rotation '{former.Name}' does not rotate by itself, so that it has no next time.", $"Add -AutoRotation, or rotate it now: Invoke-Auth0SecretRotation {former.Name}");

        if (NewName is not null && ModuleState.Current.Rotations.Find(NewName) is { } taken && taken.Id != former.Id)
            throw new Auth0Exception(ErrorReason.RotationExists, $"A rotation '{taken.Name}' exists already.", $"Choose another -NewName, or change that one: Set-Auth0SecretRotation {taken.Name}") { Target = NewName };

        var request = Request(former.Name) with
        {
            Name = NewName,
            Connection = Connection is null ? null : Resolve(Connection),
            ClientId = ClientId,
            Vault = Vault,
            NextRotationAt = NextRotationAt,
            AnyTime = RotationWindow is null && _typed!.Has(nameof(RotationWindow)),
        };
        if (CopyTo is null && _typed!.Has(nameof(CopyTo)))
            request = request with { CopyTo = [] };
        if (AutoRotation)
            request = request with { AutoRotation = true };
        var plan = await Factory.PlanAsync(request, former, StopToken);
        if (!await ShouldProcessAsync($"rotation '{former.Name}' of '{former.ApplicationName}' ({former.ClientId})", "Change"))
            return;

        var changed = await Factory.KeepAsync(plan, former, StopToken);
        _warnings.Changed(former, changed);
        if (former.Vault != changed.Vault && await Factory.IsOnThisMachineOnlyAsync(changed, StopToken))
            _warnings.OnThisMachine(changed);
        Emit(changed);
    }

    /// <summary>From the registry, because the object may be older than the last change.</summary>
    private Auth0SecretRotation Chosen() =>
        Application is not null ? RotationNames.Of(Application)
        : InputObject is null ? ModuleState.Current.Rotations.Require(Name)
        : ModuleState.Current.Rotations.Find(InputObject.Id) ?? throw ModuleState.Current.Rotations.NotFound(InputObject.Name);
}
