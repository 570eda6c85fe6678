using System.Globalization;
using System.Management.Automation;
using Auth0Ps.Async;
using Auth0Ps.Hosting;
using Auth0Ps.Parameters;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;

namespace Auth0Ps.Commands;

/// <summary>Starts a local tenant in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "Auth0Sandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Auth0SandboxTenant))]
public sealed class StartAuth0SandboxCommand : AsyncCommand
{
    /// <summary>How many applications the tenant has: 0 to 100,000.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 100_000)]
    public int ApplicationCount { get; set; } = 25;

    /// <summary>The port; 0 lets the system choose.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>How long each answer waits, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, 60_000)]
    public int Latency { get; set; }

    /// <summary>The rate limit: a plan's profile or requests a second.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RateLimitCompleter))]
    public string RateLimit { get; set; } = "enterprise";

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

        var tenant = await StartAsync(options);
        RunningSandboxes.Add(tenant);
        Emit(new Auth0SandboxTenant
        {
            Domain = tenant.Domain,
            ClientId = tenant.ClientId,
            ClientSecret = SecretText.Protect(tenant.ClientSecret),
            Audience = tenant.Audience,
            Applications = [.. tenant.Applications.Select(application => new Auth0SandboxApplication(application.ClientId, application.Name, application.AppType))],
        });
    }

    private SandboxOptions Options()
    {
        try
        {
            return new SandboxOptions
            {
                ApplicationCount = ApplicationCount,
                Port = Port,
                Latency = TimeSpan.FromMilliseconds(Latency),
                RateLimit = RateLimitProfile.Parse(RateLimit),
            };
        }
        catch (Exception exception) when (exception is SandboxException or ArgumentException or FormatException)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"'{RateLimit}' is not a rate limit.",
                "Use none, free, pro, enterprise or a number of requests a second.",
                exception)
            { Target = RateLimit };
        }
    }

    private async Task<SandboxTenant> StartAsync(SandboxOptions options)
    {
        try
        {
            return await SandboxTenant.StartAsync(options, StopToken);
        }
        catch (SandboxException exception)
        {
            throw new Auth0Exception(
                ErrorReason.SandboxFailed,
                exception.Message,
                Port == 0 ? null : "Leave -Port out to get a free one, or stop what uses it (Stop-Auth0Sandbox stops sandboxes of this process).",
                exception)
            { Target = Port };
        }
    }
}
