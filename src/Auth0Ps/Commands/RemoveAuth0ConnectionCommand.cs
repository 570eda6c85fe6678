using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Connections;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Removes connections.</summary>
[Cmdlet(VerbsCommon.Remove, "Auth0Connection", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Remove-Auth0Connection.md")]
public sealed class RemoveAuth0ConnectionCommand : AsyncCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Connections from the pipeline.</summary>
    // In both sets, because the binder takes a piped connection's property Name before it looks for a set that takes the connection.
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? InputObject { get; set; }

    /// <summary>Removes also what is in use, or whose vault cannot be used now.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var factory = new ConnectionFactory(ModuleState.Current);
        foreach (var connection in Chosen())
        {
            if (await ShouldProcessAsync($"connection '{connection.Name}' to '{connection.Domain}'", "Remove"))
                await RemoveAsync(factory, connection);
        }
    }

    private async Task RemoveAsync(ConnectionFactory factory, Auth0Connection connection)
    {
        try
        {
            var left = await factory.RemoveAsync(connection, Force, StopToken);
            EmitVerbose($"Removed connection '{connection.Name}' and its cached tokens.");
            if (left is not null)
                EmitWarning($"What was kept for connection '{connection.Name}' in vault '{connection.SecretReference.Vault}' is still there ({connection.SecretReference.SecretName}): {left.Message}");
        }
        catch (Auth0Exception exception)
        {
            // One that stays does not keep the others.
            EmitError(exception);
        }
    }

    private List<Auth0Connection> Chosen() => InputObject is not null ? [InputObject] : ConnectionNames.Choose(Name, EmitError);
}
