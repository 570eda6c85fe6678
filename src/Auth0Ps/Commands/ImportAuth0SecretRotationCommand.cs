using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Connections.Import;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>Saves rotations from the JSON of other products.</summary>
[Cmdlet(VerbsData.Import, "Auth0SecretRotation", DefaultParameterSetName = "InputObject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "Import-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotation))]
public sealed class ImportAuth0SecretRotationCommand : ImportCommand
{
    private readonly RotationWarnings _warnings;
    private readonly RotationFactory _factory;
    private readonly Adoptions _adoptions;
    private Auth0Connection? _connection;

    /// <summary>Creates the command.</summary>
    public ImportAuth0SecretRotationCommand()
    {
        _warnings = new RotationWarnings(EmitWarning);
        _factory = new RotationFactory(ModuleState.Current, connection => Open(connection));
        _adoptions = new Adoptions(connection => Open(connection), EmitVerbose, EmitError);
    }

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The vault that new secrets go to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>Lets the first rotation overwrite entries that it did not write.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves the vault as it is until the first rotation.</summary>
    [Parameter]
    public SwitchParameter NoAdopt { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        // What is imported may name its own.
        _connection = Connection is null ? null : Resolve(Connection);
        return base.ProcessAsync();
    }

    /// <inheritdoc/>
    private protected override async Task ImportAsync(ImportFields fields, string? file)
    {
        var import = RotationImport.From(fields);
        var connection = _connection ?? Resolve(import.Connection is { } named ? new ConnectionReference(named) : null);
        var request = import.Request with { Connection = connection, Vault = Vault ?? import.Request.Vault, Force = Force, Adopts = !NoAdopt };
        var plan = await _factory.PlanAsync(request, former: null, StopToken);
        var adopts = !NoAdopt && await _adoptions.ArePossibleAsync(plan, connection, StopToken);
        if (!await ShouldProcessAsync($"rotation '{plan.Name}' of application '{plan.ApplicationName}' ({plan.ClientId}) of tenant '{connection.Domain}' into vault '{plan.Vault}'", adopts ? $"Import, and put the application's present credentials there as {plan.Entries}" : "Import"))
            return;

        var created = await _factory.KeepAsync(plan, former: null, StopToken);
        if (import.Ignored.Count > 0)
            EmitWarning($"Rotation '{created.Name}': these fields have no counterpart here and were left out: {string.Join(", ", import.Ignored)}.");
        _warnings.Created(created, connection);
        if (await _factory.IsOnThisMachineOnlyAsync(created, StopToken))
            _warnings.OnThisMachine(created);
        if (!adopts || !await _adoptions.AdoptAsync(created, connection, Force, StopToken))
            _warnings.NothingIssued(created, mayNotRead: !NoAdopt && !adopts);
        Emit(created);
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        _warnings.End();
        return Task.CompletedTask;
    }
}
