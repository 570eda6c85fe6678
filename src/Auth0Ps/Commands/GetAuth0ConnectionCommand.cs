using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Shows connections.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0Connection", DefaultParameterSetName = "Name", HelpUri = HelpAddress.Pages + "Get-Auth0Connection.md")]
[OutputType(typeof(Auth0Connection))]
public sealed class GetAuth0ConnectionCommand : AsyncCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Ids, which stay the same through renames.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Id")]
    public Guid[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        if (ParameterSetName == "Id")
        {
            foreach (var id in Id)
                EmitFound([.. ModuleState.Current.Connections.All.Where(connection => connection.Id == id)], id.ToString(), wildcard: false);
        }
        else
        {
            foreach (var name in Name)
                EmitFound(ConnectionNames.Match(name), name, WildcardPattern.ContainsWildcardCharacters(name));
        }

        return Task.CompletedTask;
    }

    private void EmitFound(IReadOnlyList<Auth0Connection> found, string asked, bool wildcard)
    {
        foreach (var connection in found)
            Emit(connection);
        if (found.Count == 0 && !wildcard)
            EmitError(ModuleState.Current.Connections.NotFound(asked));
    }
}
