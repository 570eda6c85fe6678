using System.Globalization;
using System.Management.Automation;

namespace Auth0Ps.Commands;

/// <summary>Starts a local tenant in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "Auth0Sandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "Start-Auth0Sandbox.md")]
[OutputType(typeof(Auth0SandboxTenant))]
public sealed class StartAuth0SandboxCommand : SandboxCommand
{
    /// <summary>How many applications the tenant has: 0 to 100,000.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 100_000)]
    public override int ApplicationCount { get; set; } = 25;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var options = Options();
        if (!await ShouldProcessAsync(
            string.Create(CultureInfo.InvariantCulture, $"local tenant with {ApplicationCount} applications on {(Port == 0 ? "a free port" : $"port {Port}")}"),
            "Start"))
        {
            return;
        }

        Emit(Describe(await StartAsync(options)));
    }
}
