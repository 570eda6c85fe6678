using System.Management.Automation;
using Auth0Ps.Configuration;
using Auth0Ps.Connections;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;

namespace Auth0Ps.Commands;

/// <summary>Makes connections and rotations as a configuration file has them.</summary>
[Cmdlet(VerbsData.Sync, "Auth0Configuration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Sync-Auth0Configuration.md")]
[OutputType(typeof(Auth0ConfigurationChange))]
public sealed class SyncAuth0ConfigurationCommand : RotationCommand, ISyncConsole
{
    private const int MostFaults = 20;

    private readonly RotationWarnings _warnings;
    private readonly List<string> _paths = [];
    private ProgressMeter? _progress;
    private int _steps;
    private int _taken;
    private bool _isWhatIf;

    /// <summary>Creates the command.</summary>
    public SyncAuth0ConfigurationCommand() => _warnings = new RotationWarnings(EmitWarning);

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Removes what the file does not name.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Writes the steps to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _progress = new ProgressMeter(EmitProgress, "Making connections and rotations as the file has them");

    /// <inheritdoc/>
    protected override async Task ProcessAsync() => _paths.Add(await OnPipelineAsync(() => GetUnresolvedProviderPathFromPSPath(Path)));

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if (await CannotAskAsync(ConfirmImpact.Medium))
            return;
        if (_paths is not [var path])
        {
            // One would undo the other with -Prune, and both could have the same names.
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"{_paths.Count} configuration files were given, and one file describes all.", "Give one -Path; join the lists of the files.") { Target = _paths.FirstOrDefault() };
        }

        var reader = new ConfigurationReader(new ConfigurationSecrets(ModuleState.Current));
        var document = Read(ConfigurationFile.At(path), reader);
        if (Tell(reader.Faults))
            return;

        var plan = new ConfigurationPlanner(ModuleState.Current).Plan(document, Prune);
        if (Tell(plan.Faults))
            return;
        if (plan.LeftAlone.Count > 0)
            EmitVerbose($"The file does not name, and -Prune would remove: {string.Join(", ", plan.LeftAlone)}.");

        _isWhatIf = await OnPipelineAsync(() => IsWhatIf);
        _steps = plan.Connections.Count + plan.Rotations.Count;
        await new ConfigurationSync(ModuleState.Current, Open, new ConnectionFactory(ModuleState.Current, Observer) { KeepsEntries = true }, this).ApplyAsync(plan, StopToken);
        _progress!.Dispose();
        _warnings.End();
    }

    async Task<bool> ISyncConsole.ConfirmAsync(Auth0ConfigurationChange change, string target)
    {
        _progress!.Report(change.Name, _steps == 0 ? null : 100 * _taken++ / _steps);
        var action = change.Action switch
        {
            ConfigurationAction.Create => "Create",
            ConfigurationAction.Remove => "Remove; what vaults hold stays there",
            ConfigurationAction.Rename => $"Rename to '{change.Name}' ({string.Join("; ", change.Changes)})",
            _ => $"Change ({string.Join("; ", change.Changes)})",
        };
        if (await ShouldProcessAsync(target, action, change.Action == ConfigurationAction.Remove ? ConfirmImpact.Medium : ConfirmImpact.Low))
            return true;
        if (_isWhatIf)
            Emit(change);
        return false;
    }

    void ISyncConsole.Done(Auth0ConfigurationChange change)
    {
        if (PassThru || _isWhatIf)
            Emit(change);
    }

    void ISyncConsole.Saved(Auth0SecretRotation? former, Auth0SecretRotation rotation)
    {
        if (former is not null)
        {
            _warnings.Changed(former, rotation);
            return;
        }

        _warnings.Created(rotation, ModuleState.Current.Rotations.ConnectionOf(rotation));
        _warnings.NothingIssued(rotation);
    }

    void ISyncConsole.Saved(Auth0Connection connection)
    {
        if (!connection.Persisted)
            EmitWarning($"Connection '{connection.Name}' lives only in this process: it is gone when the process ends.");
        else if (connection.NeedsLogin)
            EmitVerbose($"A person has to sign in for connection '{connection.Name}' first: Set-Auth0Connection {connection.Name}");
    }

    void ISyncConsole.Failed(Auth0Exception failure) => EmitError(failure);

    private static ConfigurationDocument Read(ConfigurationFile file, ConfigurationReader reader)
    {
        var bytes = file.ReadBytes();
        return file.Read(file.Form == ConfigurationFileForm.Json ? bytes : DataFileSyntax.ToJson(file, bytes), reader);
    }

    /// <summary>Writes an error for each fault; true when there is one, and nothing was or is to be done.</summary>
    private bool Tell(IReadOnlyList<Auth0Exception> faults)
    {
        foreach (var fault in faults.Take(MostFaults))
            EmitError(fault);
        if (faults.Count > MostFaults)
            EmitWarning($"{faults.Count - MostFaults} more faults of the file are not shown. Nothing was changed.");
        return faults.Count > 0;
    }
}
