using System.Management.Automation;
using Auth0Ps.Connections;
using Auth0Ps.Connections.Import;
using Auth0Ps.Import;
using Auth0Ps.Parameters;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>Saves rotations from the JSON of other products.</summary>
[Cmdlet(VerbsData.Import, "Auth0SecretRotation", DefaultParameterSetName = "InputObject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Auth0SecretRotation))]
public sealed class ImportAuth0SecretRotationCommand : TenantCommand
{
    private readonly RotationWarnings _warnings;
    private readonly RotationFactory _factory;

    /// <summary>Creates the command.</summary>
    public ImportAuth0SecretRotationCommand()
    {
        _warnings = new RotationWarnings(EmitWarning);
        _factory = new RotationFactory(RotationRegistry.Shared, ConnectionRegistry.Shared, connection => Open(connection));
    }

    /// <summary>JSON files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>JSON text, an object with the same fields, or a file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The vault that new secrets go to.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string Vault { get; set; } = "";

    /// <summary>Lets the first rotation overwrite entries that it did not write.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var connection = Resolve(Connection);

        // One parameter for objects and files, because the engine would settle on files before it has seen the first object.
        if (InputObject is not null)
            await ImportAllAsync(() => ImportFiles.Read(InputObject), connection);
        foreach (var path in Path)
        {
            var files = await OnPipelineAsync(() => ImportFiles.Find(this, path));
            if (files.Count == 0)
                EmitError(ImportFiles.NotFound(path));
            foreach (var file in files)
                await ImportAllAsync(() => ImportJson.ReadFile(file), connection);
        }
    }

    private async Task ImportAllAsync(Func<IReadOnlyList<ImportFields>> read, Auth0Connection connection)
    {
        await TryAsync(async () =>
        {
            foreach (var fields in read())
                await TryAsync(() => ImportOneAsync(RotationImport.From(fields), connection));
        });

        // One that cannot be imported does not keep the others back.
        async Task TryAsync(Func<Task> import)
        {
            try
            {
                await import();
            }
            catch (Auth0Exception exception)
            {
                EmitError(exception);
            }
        }
    }

    private async Task ImportOneAsync(RotationImport import, Auth0Connection connection)
    {
        var request = import.Request with { Connection = connection, Vault = Vault, Force = Force };
        var plan = await _factory.PlanAsync(request, former: null, StopToken);
        if (!await ShouldProcessAsync($"rotation '{plan.Name}' of application '{plan.ApplicationName}' ({plan.ClientId}) of tenant '{connection.Domain}' into vault '{plan.Vault}'", "Import"))
            return;

        var created = await _factory.KeepAsync(plan, former: null, StopToken);
        if (import.Ignored.Count > 0)
            EmitWarning($"Rotation '{created.Name}': these fields have no counterpart here and were left out: {string.Join(", ", import.Ignored)}.");
        _warnings.Created(created, connection);
        Emit(created);
    }
}
