using System.Collections;
using System.Management.Automation;
using Auth0Ps.Management;
using Auth0Ps.Naming;
using Auth0Ps.Parameters;
using Auth0Ps.Rotation;

namespace Auth0Ps.Commands;

/// <summary>Rotates client secrets; many at once, each result as it comes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Auth0SecretRotation", DefaultParameterSetName = "Application", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Auth0SecretRotationResult), typeof(PSCredential))]
public sealed class InvokeAuth0SecretRotationCommand : RotatingCommand
{
    private readonly RotatorsByConnection _rotators;

    /// <summary>Creates the command.</summary>
    public InvokeAuth0SecretRotationCommand()
    {
        _rotators = new RotatorsByConnection(connection => Open(connection));
    }

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The applications' client ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AdHoc", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string[] ClientId { get; set; } = [];

    /// <summary>Applications from the pipeline, which bring their connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Application", ValueFromPipeline = true)]
    public Auth0Application? InputObject { get; set; }

    /// <summary>The vault that is to keep the new secrets.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>The names of the vault's entries.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public IDictionary? SecretsMapping { get; set; }

    /// <summary>Overwrites vault entries that were not written by a rotation of the same application.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the credentials themselves, of the rotations that succeeded.</summary>
    [Parameter]
    public SwitchParameter AsCredential { get; set; }

    private protected override bool EmitsCredentials => AsCredential;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        StopToken.ThrowIfCancellationRequested();
        if (SecretsMapping is not null && Vault is null)
            throw new Auth0Exception(ErrorReason.InvalidArgument, "-SecretsMapping names vault entries, but no vault is named.", "Add -Vault NAME.");
        if (InputObject is not null)
            await StartAsync(InputObject, explicitly: false);
        else
            await StartNamedAsync();

        // A signal that came meanwhile ends the command here, and not only when the next record comes.
        StopToken.ThrowIfCancellationRequested();
    }

    private async Task StartNamedAsync()
    {
        var connection = Resolve(Connection);
        var directory = new ApplicationDirectory(Open(connection));
        foreach (var clientId in ClientId)
        {
            try
            {
                await StartAsync(await directory.GetAsync(ClientIds.Require(clientId), StopToken), explicitly: true);
            }
            catch (Auth0Exception exception)
            {
                Fail(exception);
            }
        }
    }

    private async Task StartAsync(Auth0Application application, bool explicitly)
    {
        var connection = application.Connection;
        var target = Vault is null ? null : TargetOf(application, Vault);
        var rotatable = application.WhyNotRotatable is null || (target is not null && application.CanMoveAlong);
        if (rotatable
            && !await ShouldProcessAsync(
                $"application '{application.Name}' ({application.ClientId}) of tenant '{connection.Domain}'",
                "Rotate the client secret; the present one stops working at once for all who use it"))
        {
            return;
        }

        await StartAsync(
            connection,
            target is null || !rotatable
                ? async stop => await _rotators.For(connection).RotateAsync(application, stop)
                : async stop => await _rotators.IntoVaultsFor(connection).RotateAsync(target, isDue: null, stop),
            explicitly);
    }

    private RotationTarget TargetOf(Auth0Application application, string vault)
    {
        var name = Auth0SecretRotationResult.NameOf(application);
        return new RotationTarget
        {
            Name = name,
            ClientId = application.ClientId,
            ApplicationName = application.Name,
            Vault = vault,
            Mapping = SecretsMappingInput.Read(SecretsMapping, name),
            Force = Force,
            ReturnsSecret = AsCredential,
        };
    }
}
