using System.Management.Automation;
using Auth0Ps.Diagnostics;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>Looks at each part of a connection and says what to do about what is wrong.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Auth0Connection")]
[OutputType(typeof(Auth0ConnectionTest), typeof(bool))]
public sealed class TestAuth0ConnectionCommand : TenantCommand
{
    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>What the connection is to be used for.</summary>
    [Parameter]
    public ConnectionPurpose For { get; set; }

    /// <summary>Returns only whether all is well.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var test = await new ConnectionTester(Open(Resolve(Connection))).TestAsync(For, StopToken);
        Emit(Quiet ? test.Succeeded : test);
    }
}
