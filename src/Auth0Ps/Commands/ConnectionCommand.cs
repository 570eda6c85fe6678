using System.Management.Automation;
using Auth0Ps.Management;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>A command with the common <c>-Connection</c> parameter.</summary>
public abstract class ConnectionCommand : TenantCommand
{
    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    private protected TenantSession OpenConnection() => Open(Resolve(Connection));
}
