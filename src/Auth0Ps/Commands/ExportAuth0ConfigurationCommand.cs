using System.Management.Automation;
using Auth0Ps.Configuration;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Writes connections and rotations as a configuration file.</summary>
[Cmdlet(VerbsData.Export, "Auth0Configuration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "Export-Auth0Configuration.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportAuth0ConfigurationCommand : AsyncCommand
{
    private string _path = "";

    /// <summary>The file; its ending says in which form.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Leaves a file that exists alone.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _path = GetUnresolvedProviderPathFromPSPath(Path);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var file = ConfigurationFile.At(_path);
        file.RequireWritable(mayReplace: !NoClobber);
        var writer = new ConfigurationWriter(ModuleState.Current, HelpAddress.Schema);
        var content = writer.Write(file.Form);
        if (!await ShouldProcessAsync(file.Path, "Write the configuration"))
            return;

        file.Write(content, mayReplace: !NoClobber);
        foreach (var connection in writer.WithoutPlace)
            EmitWarning($"Only this process has the secret of connection '{connection.Name}', so that the file does not say where it is, and Sync-Auth0Configuration cannot make the connection from it. To keep it in a vault: Set-Auth0Connection {connection.Name} -Vault NAME");
        foreach (var rotation in writer.WithoutConnection)
            EmitWarning($"There is no connection '{rotation.Connection}' (any more), which rotation '{rotation.Name}' goes through; Sync-Auth0Configuration refuses the file until it has one.");
        if (PassThru)
            Emit(new FileInfo(file.Path));
    }
}
