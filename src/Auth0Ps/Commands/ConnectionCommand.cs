using System.Management.Automation;
using Auth0Ps.Applications;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>A command about a connection, which comes first.</summary>
public abstract class ConnectionCommand : TenantCommand
{
    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>A piped connection; bound by its type, so that a default for <c>-Connection</c> does not keep it out.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

    private protected TenantSession OpenConnection() => Open(Through ?? Resolve(Connection));
}
