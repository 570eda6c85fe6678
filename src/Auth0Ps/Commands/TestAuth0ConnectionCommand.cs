using System.Management.Automation;
using Auth0Ps.Diagnostics;

namespace Auth0Ps.Commands;

/// <summary>Looks at each part of a connection and says what to do about what is wrong.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Auth0Connection", HelpUri = HelpAddress.Pages + "Test-Auth0Connection.md")]
[OutputType(typeof(Auth0ConnectionTest), typeof(bool))]
public sealed class TestAuth0ConnectionCommand : ConnectionCommand
{
    /// <summary>What the connection is to be used for.</summary>
    [Parameter]
    public ConnectionPurpose For { get; set; }

    /// <summary>Returns only whether all is well.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var test = await new ConnectionTester(OpenConnection()).TestAsync(For, StopToken);
        Emit(Quiet ? test.Succeeded : test);
    }
}
