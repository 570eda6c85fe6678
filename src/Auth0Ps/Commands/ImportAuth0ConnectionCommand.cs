using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Connections;
using Auth0Ps.Connections.Import;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Creates connections from the JSON of other products.</summary>
[Cmdlet(VerbsData.Import, "Auth0Connection", DefaultParameterSetName = "InputObject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "Import-Auth0Connection.md")]
[OutputType(typeof(Auth0Connection))]
public sealed class ImportAuth0ConnectionCommand : ImportCommand
{
    /// <summary>The vault that is to keep the secrets.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>The vault entry's name.</summary>
    [Parameter]
    public string? SecretName { get; set; }

    /// <summary>Does not ask the tenant.</summary>
    [Parameter]
    public SwitchParameter SkipTest { get; set; }

    /// <inheritdoc/>
    private protected override async Task ImportAsync(ImportFields fields, string? file)
    {
        var import = ConnectionImport.From(fields);
        var factory = new ConnectionFactory(ModuleState.Current, Observer);
        var plan = await factory.PlanAsync(import.InPlace(Vault, SecretName), former: null, StopToken);
        var connection = plan.Connection;
        if (!await ShouldProcessAsync($"connection '{connection.Name}' to '{connection.Domain}' as {connection.ClientId}", SkipTest ? "Import" : "Import and test"))
            return;

        var created = await factory.KeepAsync(plan, SkipTest, StopToken);
        if (import.Ignored.Count > 0)
            EmitWarning($"Connection '{created.Name}': these fields have no counterpart here and were left out: {string.Join(", ", import.Ignored)}.");
        if (!created.Persisted)
            EmitWarning($"Connection '{created.Name}' lives only in this process: it is gone when the process ends. With -Vault it is kept.");
        if (file is not null && import.Request.ClientSecret is not null)
            EmitWarning($"'{file}' still holds the client secret of connection '{created.Name}' in plain text; delete it when it is no longer needed.");
        Emit(created);
    }
}
