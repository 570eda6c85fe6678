using System.Management.Automation;
using Auth0Ps.Connections;
using Auth0Ps.Management;
using Auth0Ps.Naming;
using Auth0Ps.Parameters;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>Rotates client secrets; many at once, each result as it comes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Auth0SecretRotation", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Auth0SecretRotationResult), typeof(PSCredential))]
public sealed class InvokeAuth0SecretRotationCommand : RotatingCommand
{
    private const string Action = "Rotate the client secret; the present one stops working at once for all who use it";

    private readonly RotatorsByConnection _rotators;
    private readonly HashSet<Guid> _started = [];
    private TypedParameters? _typed;

    /// <summary>Creates the command.</summary>
    public InvokeAuth0SecretRotationCommand()
    {
        _rotators = new RotatorsByConnection(connection => Open(connection));
    }

    /// <summary>Names of saved rotations, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Saved rotations from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Rotation", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public Auth0SecretRotation? Rotation { get; set; }

    /// <summary>A former result from the pipeline, whose saved rotation is meant; bound by its type, so that its client id does not make it an ad hoc rotation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Result", ValueFromPipeline = true, DontShow = true)]
    public Auth0SecretRotationResult? Result { get; set; }

    /// <summary>A record of the history from the pipeline, likewise.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Record", ValueFromPipeline = true, DontShow = true)]
    public Auth0SecretRotationRecord? Record { get; set; }

    /// <summary>Takes the saved rotations that are due, and what was interrupted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Due")]
    public SwitchParameter Due { get; set; }

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

    /// <summary>A piped connection; its own client id is not what is to be rotated.</summary>
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

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
    public SecretsMapping? SecretsMapping { get; set; }

    /// <summary>Overwrites vault entries that were not written by a rotation of the same application.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the credentials themselves, of the rotations that succeeded.</summary>
    [Parameter]
    public SwitchParameter AsCredential { get; set; }

    private protected override bool EmitsCredentials => AsCredential;

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
        if (SecretsMapping is not null && Vault is null)
            throw new Auth0Exception(ErrorReason.InvalidArgument, "-SecretsMapping names vault entries, but no vault is named.", "Add -Vault NAME.");

        await StartChosenAsync();

        // A signal that came meanwhile ends the command here, and not only when the next record comes.
        StopToken.ThrowIfCancellationRequested();
    }

    private async Task StartChosenAsync()
    {
        switch (ParameterSetName)
        {
            case "Application":
                await StartAsync(InputObject!, explicitly: false);
                break;
            case "AdHoc":
                await StartNamedAsync();
                break;
            case "Due":
                var now = DateTimeOffset.UtcNow;
                foreach (var rotation in RotationRegistry.Shared.All.Where(rotation => rotation.IsDue(now)))
                    await StartAsync(rotation);
                break;
            case "Result":
                await StartAsync(RotationNames.OfRun(Result!.Name, Result.ClientId));
                break;
            case "Record":
                await StartAsync(RotationNames.OfRun(Record!.Name, Record.ClientId));
                break;
            default:
                foreach (var rotation in Rotation is not null ? [Rotation] : RotationNames.Choose(Name, Fail))
                    await StartAsync(rotation);
                break;
        }
    }

    private async Task StartAsync(Auth0SecretRotation chosen)
    {
        try
        {
            // From the registry, because the object may be older than the last change or run.
            var rotation = RotationRegistry.Shared.Find(chosen.Id) ?? throw RotationRegistry.Shared.NotFound(chosen.Name);
            var connection = RotationFactory.ConnectionOf(ConnectionRegistry.Shared, rotation);
            if (!_started.Add(rotation.Id)
                || !await ShouldProcessAsync($"rotation '{rotation.Name}' of application '{rotation.ApplicationName}' ({rotation.ClientId}) of tenant '{connection.Domain}'", Action))
            {
                return;
            }

            var target = rotation.ToTarget(Force) with { ReturnsSecret = AsCredential };
            var isStillDue = Due ? () => RotationRegistry.Shared.IsStillDue(rotation.Id) : (Func<bool>?)null;
            await StartAsync(
                connection,
                async stop => await _rotators.IntoVaultsFor(connection).RotateAsync(target, isStillDue, stop),
                explicitly: true,
                () => RotationRegistry.Shared.Find(rotation.Id)?.NextRotationAt);
        }
        catch (Auth0Exception exception)
        {
            // One that cannot be started does not keep the others.
            Fail(exception);
        }
    }

    private async Task StartNamedAsync()
    {
        if (Through is not null && !_typed!.Has(nameof(ClientId)))
            Through.RequireClientId(null);
        var connection = Through ?? Resolve(Connection);
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
        if (rotatable && !await ShouldProcessAsync($"application '{application.Name}' ({application.ClientId}) of tenant '{connection.Domain}'", Action))
            return;

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
        var mapping = SecretsMapping ?? Auth0Ps.SecretsMapping.Default(name);
        mapping.Require(name);
        return new RotationTarget
        {
            Name = name,
            ClientId = application.ClientId,
            ApplicationName = application.Name,
            Vault = vault,
            Mapping = mapping,
            Force = Force,
            ReturnsSecret = AsCredential,
        };
    }
}
