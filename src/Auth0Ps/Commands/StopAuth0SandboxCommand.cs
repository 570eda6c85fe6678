using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Stops sandbox tenants of this process.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Auth0Sandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "Stop-Auth0Sandbox.md")]
public sealed class StopAuth0SandboxCommand : AsyncCommand
{
    /// <summary>The domain of the sandbox to stop; all of this process when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SandboxDomainCompleter))]
    public string[]? Domain { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var domain in Domain ?? RunningSandboxes.Domains)
        {
            if (!await ShouldProcessAsync($"local tenant at {domain}", "Stop"))
                continue;

            if (RunningSandboxes.Take(domain) is { } tenant)
            {
                await tenant.DisposeAsync();
                continue;
            }

            EmitError(new Auth0Exception(
                ErrorReason.SandboxNotFound,
                $"No sandbox runs at '{domain}' in this process.",
                RunningSandboxes.Domains.Count == 0
                    ? "None runs in this process; Start-Auth0Sandbox starts one."
                    : $"Running here: {string.Join(", ", RunningSandboxes.Domains)}")
            { Target = domain });
        }
    }
}
