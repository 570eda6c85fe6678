using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;

namespace Auth0Ps.Commands;

/// <summary>A cmdlet that starts a local tenant: how it is to behave.</summary>
public abstract class SandboxCommand : AsyncCommand
{
    private string? _statePath;
    private SandboxFaults _faults = SandboxFaults.None;

    /// <summary>How many applications the tenant has: 0 to 100,000.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public virtual int ApplicationCount { get; set; } = 25;

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

    /// <summary>Which calls go wrong, and how: rules, or the path of a file with them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Fault { get; set; }

    /// <summary>A file that keeps the tenant, secrets included.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <summary>How long a changed secret takes to spread: a number of seconds, or a time span.</summary>
    [Parameter]
    [PlainNumber(PlainNumberUnit.Seconds)]
    public TimeSpan PropagationDelay { get; set; }

    /// <summary>Which secret is accepted meanwhile.</summary>
    [Parameter]
    public SecretAcceptance AcceptDuringPropagation { get; set; } = SecretAcceptance.Old;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        // Only the pipeline thread may ask where the session is; what is wrong with it is told with the rest.
        _statePath = StatePath is null ? null : FullPath(StatePath);
        _faults = SandboxFaults.Read(Fault ?? [], FullPath);
    }

    /// <summary>Checks the parameters.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: one makes no sense; it says which.</exception>
    private protected SandboxOptions Options()
    {
        if (_faults.Problem is { } problem)
            throw Invalid(problem, "A rule is @{ Path = '/oauth/token'; Action = 'status'; Status = 503 }; Get-Help Start-Auth0Sandbox -Parameter Fault names all members.", Fault);
        if (PropagationDelay < TimeSpan.Zero || PropagationDelay > TimeSpan.FromSeconds(30))
            throw Invalid($"A change takes from 0 to 30 seconds to spread, not {PropagationDelay}.", "Give -PropagationDelay as a number of seconds, such as 10.", PropagationDelay);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(AcceptDuringPropagation)) && PropagationDelay == TimeSpan.Zero)
            throw Invalid("Without a delay a change spreads at once, so there is nothing to choose.", "Add -PropagationDelay, such as 10.", AcceptDuringPropagation);
        return new SandboxOptions
        {
            ApplicationCount = ApplicationCount,
            Port = Port,
            Latency = TimeSpan.FromMilliseconds(Latency),
            RateLimit = Profile(),
            Faults = _faults.Rules,
            FaultsFile = _faults.File,
            StateFile = _statePath,
            PropagationDelay = PropagationDelay,
            AcceptDuringPropagation = AcceptDuringPropagation,
            ReportProblem = _ => { },
        };
    }

    /// <summary>Starts the tenant and counts it among those of this process.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SandboxFailed"/>: it cannot start.</exception>
    private protected async Task<SandboxTenant> StartAsync(SandboxOptions options)
    {
        try
        {
            var tenant = await SandboxTenant.StartAsync(options, StopToken);
            RunningSandboxes.Add(tenant);
            return tenant;
        }
        catch (SandboxException exception)
        {
            throw new Auth0Exception(
                ErrorReason.SandboxFailed,
                exception.Message,
                Port != 0 && StatePath is null ? "Leave -Port out to get a free one, or stop what uses it (Stop-Auth0Sandbox stops sandboxes of this process)." : null,
                exception)
            { Target = Port != 0 ? Port : StatePath };
        }
    }

    /// <summary>What the user gets of it.</summary>
    private protected static Auth0SandboxTenant Describe(SandboxTenant tenant) => new()
    {
        Domain = tenant.Domain,
        ClientId = tenant.ClientId,
        ClientSecret = SecureStrings.Protect(tenant.ClientSecret),
        Audience = tenant.Audience,
        Applications = [.. tenant.Applications.Select(application => new Auth0SandboxApplication(application.ClientId, application.Name, application.AppType))],
    };

    private RateLimitProfile Profile()
    {
        try
        {
            return RateLimitProfile.Parse(RateLimit);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"'{RateLimit}' is not a rate limit.",
                "Use none, free, pro, enterprise or a number of requests a second.",
                exception)
            { Target = RateLimit };
        }
    }

    private string FullPath(string path)
    {
        try
        {
            return GetUnresolvedProviderPathFromPSPath(path);
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException or PSArgumentException or PSInvalidOperationException)
        {
            // The sandbox then says what is wrong with it as a path.
            return path;
        }
    }

    private static Auth0Exception Invalid(string message, string action, object? target) => new(ErrorReason.InvalidArgument, message, action) { Target = target };
}
