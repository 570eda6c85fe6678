using System.Management.Automation;
using Auth0Ps.Connections;
using Auth0Ps.Parameters;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Keys;

namespace Auth0Ps.Commands;

/// <summary>Saves rotations of applications' client secrets and private keys.</summary>
[Cmdlet(VerbsCommon.New, "Auth0SecretRotation", DefaultParameterSetName = "ClientId", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Auth0SecretRotation))]
public sealed class NewAuth0SecretRotationCommand : RotationFieldsCommand
{
    private readonly RotationWarnings _warnings;
    private readonly FirstRotation _first;
    private TypedParameters? _typed;

    /// <summary>Creates the command.</summary>
    public NewAuth0SecretRotationCommand()
    {
        _warnings = new RotationWarnings(EmitWarning);
        _first = new FirstRotation(connection => Open(connection));
    }

    /// <summary>The rotation's name; made from the application's when left out.</summary>
    [Parameter(Position = 0, ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = "Application")]
    public string? Name { get; set; }

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
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

    /// <summary>Rotates at once, too.</summary>
    [Parameter]
    public SwitchParameter RotateNow { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _typed = new TypedParameters(this);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (Through is not null)
        {
            _typed!.ForgetOthers(nameof(Through));
            Through.RequireClientId(ClientId);
        }

        var connection = InputObject?.Connection ?? Through ?? Resolve(Connection);
        var request = Request(Name ?? ClientId) with { Name = Name, Connection = connection, ClientId = ClientId, Application = InputObject, Vault = Vault };
        var plan = await Factory.PlanAsync(request, former: null, StopToken);
        var keys = plan.CredentialType == Auth0Ps.CredentialType.PrivateKeyJwt
            ? await new KeyPlanner(Open(connection), ConnectionRegistry.Shared).PlanAsync(plan.ToTarget(force: false), StopToken)
            : null;
        var application = $"application '{plan.ApplicationName}' ({plan.ClientId}) of tenant '{connection.Domain}'";
        if (!await ShouldProcessAsync($"rotation '{plan.Name}' of {application} into vault '{plan.Vault}'", "Create", ConfirmImpact.Low))
        {
            if (RotateNow && keys is not null && await OnPipelineAsync(() => IsWhatIf))
                await TellStepsAsync(application, keys);
            return;
        }

        var created = await Factory.KeepAsync(plan, former: null, StopToken);
        _warnings.Created(created, connection);
        if (keys is not null)
            _warnings.Planned(created, keys);
        if (RotateNow && await ShouldProcessAsync(application, FirstRotation.ActionOf(created, keys)))
            created = await RotateAsync(created, connection);
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
        return RotationRegistry.Shared.Find(created.Id) ?? created;
    }
}
