using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Naming;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Commands;

/// <summary>Saves rotations of applications' client secrets and private keys.</summary>
[Cmdlet(VerbsCommon.New, "Auth0SecretRotation", DefaultParameterSetName = "ClientId", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpAddress.Pages + "New-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotation))]
public sealed class NewAuth0SecretRotationCommand : RotationFieldsCommand
{
    private readonly RotationWarnings _warnings;
    private readonly FirstRotation _first;
    private readonly Adoptions _adoptions;
    private TypedParameters? _typed;
    private ProgressMeter? _progress;
    private HookDeliveries? _hooks;
    private int _saved;

    /// <summary>Creates the command.</summary>
    public NewAuth0SecretRotationCommand()
    {
        _warnings = new RotationWarnings(EmitWarning);
        _first = new FirstRotation(connection => Open(connection));
        _adoptions = new Adoptions(connection => Open(connection), EmitVerbose, EmitError);
    }

    /// <summary>The rotation's name; made from the application's when left out.</summary>
    [Parameter(Position = 0, ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = "Application")]
    public string? Name { get; set; }

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "Application")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The application's client id. Not mandatory, because the binder would then ask for nothing else of what is piped.</summary>
    [Parameter(ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string? ClientId { get; set; }

    /// <summary>Applications from the pipeline, which bring their connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Application", ValueFromPipeline = true)]
    public Auth0Application? InputObject { get; set; }

    /// <summary>A piped connection. Bound by its type, so that its own name, description and client id are not taken for wishes.</summary>
    [Parameter(ParameterSetName = "ClientId", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

    /// <summary>The vault that new secrets go to.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string Vault { get; set; } = "";

    /// <summary>Of a piped rotation that is made anew; <c>-NoAutoRotation</c> is what is typed.</summary>
    [Parameter(ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true, DontShow = true)]
    public string? AutoRotation { get; set; }

    /// <summary>Rotates at once, too.</summary>
    [Parameter]
    public SwitchParameter RotateNow { get; set; }

    /// <summary>Leaves the vault as it is until the first rotation.</summary>
    [Parameter]
    public SwitchParameter NoAdopt { get; set; }

    private bool Adopts => !NoAdopt && !RotateNow;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _typed = new TypedParameters(this);
        _hooks = new HookDeliveries(EmitVerbose, EmitWarning) { IsWhatIf = IsWhatIf };
        _progress = new ProgressMeter(EmitProgress, RotateNow ? "Saving rotations, and rotating for the first time" : "Saving rotations");
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        _progress!.Dispose();
        _warnings.End();
        if (RotateNow)
            await _hooks!.DeliverAsync(EmitError, StopToken);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // The definition too waits: it would be saved, and its first rotation then not be made.
        if (await CannotAskAsync(RotateNow ? ConfirmImpact.High : ConfirmImpact.Low))
            return;
        if (Through is not null)
        {
            _typed!.ForgetOthers(nameof(Through));
            Through.RequireClientId(ClientId);
        }

        if (InputObject is null && ClientId is null)
            throw Conflict(Name, "It is not said of which application the secret is to be rotated.", "Give -ClientId ID, or pipe applications: Get-Auth0Application -Rotatable | New-Auth0SecretRotation -Vault NAME");

        var application = InputObject?.Over(Connection is null ? null : Resolve(Connection));
        var connection = application?.Connection ?? Through ?? Resolve(Connection);
        var isProposal = Name is not null && !_typed!.Has(nameof(Name)) && !Slug.IsValid(Name);
        var request = Request(Name ?? ClientId) with
        {
            // A piped name that can be none of a rotation is the application's, as its list has it.
            Name = isProposal ? null : Name,
            ProposedName = isProposal ? Name : null,
            Connection = connection,
            ClientId = ClientId,
            Application = application,
            Vault = Vault,
            Adopts = Adopts,
        };
        if (bool.TryParse(AutoRotation, out var rotatesByItself) && !NoAutoRotation)
            request = request with { AutoRotation = rotatesByItself };
        var plan = await Factory.PlanAsync(request, former: null, StopToken);
        var keys = plan.Kind.IsKey
            ? await new KeyPlanner(Open(connection)).PlanAsync(plan.ToTarget(new()), StopToken)
            : null;
        var what = $"application '{plan.ApplicationName}' ({plan.ClientId}) of tenant '{connection.Domain}'";
        var adopts = Adopts && await _adoptions.ArePossibleAsync(plan, connection, StopToken);
        if (!await ShouldProcessAsync($"rotation '{plan.Name}' of {what} into vault '{plan.Vault}'", adopts ? $"Create, and put the application's present credentials there as {plan.Entries}" : "Create", ConfirmImpact.Low))
        {
            if (RotateNow && keys is not null && await OnPipelineAsync(() => IsWhatIf))
                await TellStepsAsync(what, keys);
            return;
        }

        var created = await Factory.KeepAsync(plan, former: null, StopToken);
        _warnings.Created(created, connection);
        if (await Factory.IsOnThisMachineOnlyAsync(created, StopToken))
            _warnings.OnThisMachine(created);
        if (keys is not null)
            _warnings.Planned(created, keys);
        if (RotateNow && await ShouldProcessAsync(what, FirstRotation.ActionOf(created, keys)))
            created = await RotateAsync(created, connection);
        var isAdopted = adopts && await _adoptions.AdoptAsync(created, connection, Force, StopToken);
        if (!isAdopted && created is { LastRotatedAt: null, AppliesAt: null })
            _warnings.NothingIssued(created, mayNotRead: Adopts && !adopts);
        _progress!.Report($"{created.Name} ({++_saved} so far)", percent: null);
        Emit(created);
    }

    private async Task TellStepsAsync(string application, KeyPlan keys)
    {
        foreach (var step in keys.Steps)
            await ShouldProcessAsync(application, step);
    }

    private async Task<Auth0SecretRotation> RotateAsync(Auth0SecretRotation created, Auth0Connection connection)
    {
        if (await _first.RotateAsync(created, connection, StopToken) is { } failure)
            EmitError(failure);
        return ModuleState.Current.Rotations.Find(created.Id) ?? created;
    }
}
