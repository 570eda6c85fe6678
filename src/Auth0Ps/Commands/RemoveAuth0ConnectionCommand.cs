using System.Management.Automation;
using Auth0Ps.Connections;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>Removes connections.</summary>
[Cmdlet(VerbsCommon.Remove, "Auth0Connection", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveAuth0ConnectionCommand : Async.AsyncCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Connections from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Auth0Connection? InputObject { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var connection in Chosen())
        {
            if (!await ShouldProcessAsync($"connection '{connection.Name}' to '{connection.Domain}'", "Remove"))
                continue;
            if (await ConnectionRegistry.Shared.RemoveAsync(connection, StopToken))
                EmitVerbose($"Removed connection '{connection.Name}' and its cached tokens.");
            else
                EmitError(ConnectionRegistry.Shared.NotFound(connection.Name));
        }
    }

    private List<Auth0Connection> Chosen()
    {
        if (InputObject is not null)
            return [InputObject];

        var chosen = new List<Auth0Connection>();
        foreach (var name in Name)
        {
            var found = ConnectionNames.Match(name);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                EmitError(ConnectionRegistry.Shared.NotFound(name));
            chosen.AddRange(found);
        }

        return chosen;
    }
}
