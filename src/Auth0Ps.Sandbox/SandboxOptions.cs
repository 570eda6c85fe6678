using Auth0Ps.Sandbox.Faults;

namespace Auth0Ps.Sandbox;

/// <summary>How a sandbox tenant behaves.</summary>
public sealed class SandboxOptions
{
    /// <summary>
    /// The port on 127.0.0.1, 0 to 65535. 0 (the default) lets the system choose; with a state file the former port is
    /// taken again if it is free, so that addresses and tokens given out before stay good.
    /// </summary>
    public int Port { get; init; }

    /// <summary>
    /// The address by which clients reach the tenant, without a path, such as <c>https://tenant.example.com</c>: tokens, audiences and metadata
    /// name it. For a tenant behind a proxy that ends TLS, or one with a certificate for that name. Null (the default) for the address listened on.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Whether the tenant speaks TLS on its port, as Auth0's own tools demand. False by default. Without <see cref="CertificateFile"/> the
    /// certificate is made at the start, for localhost, 127.0.0.1 and the host of <see cref="PublicUrl"/>; <see cref="SandboxTenant.CertificateFile"/>
    /// is what clients have to trust.
    /// </summary>
    public bool Tls { get; init; }

    /// <summary>A certificate of one's own in PEM, those that issued it behind it; implies <see cref="Tls"/>. Null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's private key in PEM, not encrypted; null when it is in <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>
    /// How many applications to seed, 0 to 100,000; 25 by default. Three more belong to the tenant itself: the legacy global client and
    /// the two whose secrets <see cref="SandboxTenant"/> shows. Ignored when the state file exists.
    /// </summary>
    public int ApplicationCount { get; init; } = 25;

    /// <summary>
    /// Whether there are also two applications for logins in a browser, one public and one confidential, and a user: see
    /// <see cref="SandboxTenant.NativeClientId"/>. False by default. With a state file they are added if they are not in it yet.
    /// </summary>
    public bool BrowserApplications { get; init; }

    /// <summary>
    /// Ports, 1 to 65535, that these applications' callbacks <c>http://127.0.0.1:PORT/callback</c> may have besides 47813, which they always
    /// may. None by default; only with <see cref="BrowserApplications"/>.
    /// </summary>
    public IReadOnlyList<int> CallbackPorts { get; init; } = [];

    /// <summary>
    /// How long every answer takes, 0 (the default) to 10 minutes. Half passes before the request is handled and half after, so
    /// a client that gives up may or may not have changed something.
    /// </summary>
    public TimeSpan Latency { get; init; }

    /// <summary>When to answer 429; <see cref="RateLimitProfile.Enterprise"/> by default.</summary>
    public RateLimitProfile RateLimit { get; init; } = RateLimitProfile.Enterprise;

    /// <summary>
    /// How long a changed secret takes to spread, 0 (the default) to 30 seconds; <see cref="AcceptDuringPropagation"/> says what is accepted
    /// until then. Afterwards only the new one is.
    /// </summary>
    public TimeSpan PropagationDelay { get; init; }

    /// <summary>Which secret is accepted while a change spreads; <see cref="SecretAcceptance.Old"/> by default.</summary>
    public SecretAcceptance AcceptDuringPropagation { get; init; } = SecretAcceptance.Old;

    /// <summary>
    /// A file that keeps everything, secrets in clear text included, so that a killed sandbox comes back the same; null (the default) for
    /// memory only. One process at a time: a file of the same name with <c>.lock</c> behind it is held while the sandbox runs.
    /// </summary>
    public string? StateFile { get; init; }

    /// <summary>A file to which one JSON line a request is appended, without secrets; null for none.</summary>
    public string? LogFile { get; init; }

    /// <summary>How long an event takes to show in the tenant's log (<c>GET /api/v2/logs</c>), 0 (the default) to an hour: Auth0's is not real-time.</summary>
    public TimeSpan LogDelay { get; init; }

    /// <summary>
    /// How long the tenant's log keeps events, above 0 and at most 30 days; null (the default) for what the plan of <see cref="RateLimit"/> has: 1 day for
    /// free, 10 for pro, else 30. The log lives in memory, also with a state file.
    /// </summary>
    public TimeSpan? LogRetention { get; init; }

    /// <summary>A JSON file of scripted faults that is read again when it changes; null for none.</summary>
    public string? FaultsFile { get; init; }

    /// <summary>Scripted faults in force from the start, after those of <see cref="FaultsFile"/>.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>Whether a 429 carries <c>Retry-After</c>; whether Auth0 sends it is unconfirmed, so false by default.</summary>
    public bool SendRetryAfter { get; init; }

    /// <summary>The clock for rate limits, token expiry, propagation and latency; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Told of a problem that does not stop the sandbox, such as a faults file that became unreadable. Writes to the standard error
    /// stream by default. Called on a background thread.
    /// </summary>
    public Action<string> ReportProblem { get; init; } = Console.Error.WriteLine;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SandboxException">A value is missing or out of range; the message names the value and the range.</exception>
    internal void Validate()
    {
        Check(Port is >= 0 and <= 65535, $"Port must be from 0 to 65535 (0 lets the system choose), not {Port}.");
        Check(ApplicationCount is >= 0 and <= 100_000, $"ApplicationCount must be from 0 to 100000, not {ApplicationCount}.");
        Check(CallbackPorts is not null, "CallbackPorts must not be null.");
        Check(CallbackPorts!.Count == 0 || BrowserApplications, "CallbackPorts needs BrowserApplications: only those applications have callbacks on this machine.");
        foreach (var port in CallbackPorts)
            Check(port is >= 1 and <= 65535, $"A callback port must be from 1 to 65535, not {port}.");
        Check(Latency >= TimeSpan.Zero && Latency <= TimeSpan.FromMinutes(10), $"Latency must be from 0 to 10 minutes, not {Latency}.");
        Check(PropagationDelay >= TimeSpan.Zero && PropagationDelay <= TimeSpan.FromSeconds(30), $"PropagationDelay must be from 0 to 30 seconds, not {PropagationDelay}.");
        Check(Enum.IsDefined(AcceptDuringPropagation), $"AcceptDuringPropagation must be Old, New, Both or Alternating, not {AcceptDuringPropagation}.");
        Check(LogDelay >= TimeSpan.Zero && LogDelay <= TimeSpan.FromHours(1), $"LogDelay must be from 0 to one hour, not {LogDelay}.");
        Check(LogRetention is null || (LogRetention > TimeSpan.Zero && LogRetention <= TimeSpan.FromDays(30)), $"LogRetention must be above 0 and at most 30 days, not {LogRetention}.");
        Check(RateLimit is not null, "RateLimit must not be null; RateLimitProfile.None refuses nothing.");
        Check(TimeProvider is not null, "TimeProvider must not be null.");
        Check(ReportProblem is not null, "ReportProblem must not be null.");
        Check(Faults is not null, "Faults must not be null.");
        Check(
            PublicUrl is null || IsOrigin(PublicUrl),
            $"PublicUrl must be an http or https address without path, query and user, such as https://tenant.example.com, not '{PublicUrl}'.");
        Check(
            IsPathOrNull(CertificateFile) && IsPathOrNull(CertificateKeyFile) && (CertificateKeyFile is null || CertificateFile is not null),
            "CertificateFile and CertificateKeyFile must be paths, or null; a key file needs a certificate file.");
        Check(
            PublicUrl?.Scheme != Uri.UriSchemeHttp || !(Tls || CertificateFile is not null),
            "PublicUrl must be an https address where the tenant speaks TLS.");
        Check(IsPathOrNull(StateFile) && IsPathOrNull(LogFile) && IsPathOrNull(FaultsFile), "StateFile, LogFile and FaultsFile must be paths, or null; an empty text is neither.");
        foreach (var fault in Faults!)
        {
            Check(fault is not null, "Faults must not hold null.");
            Check(FaultRules.Problem(fault!) is null, "Fault rule: " + FaultRules.Problem(fault!));
        }
    }

    internal static bool IsOrigin(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https"
        && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } && address.Host.Length > 0;

    private static bool IsPathOrNull(string? path) => path is null || !string.IsNullOrWhiteSpace(path);

    private static void Check(bool good, string problem)
    {
        if (!good)
            throw new SandboxException(problem);
    }
}
