using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Faults;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Logging;
using Auth0Ps.Sandbox.Management;
using Auth0Ps.Sandbox.MyAccount;
using Auth0Ps.Sandbox.State;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox;

/// <summary>
/// A running local tenant that behaves like Auth0. Serves on background threads until disposed; several may run in one process.
/// </summary>
public sealed class SandboxTenant : IAsyncDisposable
{
    private readonly HttpServer _server;
    private readonly FaultScript _faults;
    private readonly RequestLog _log;
    private readonly TokenSigner _signer;
    private readonly StateFile? _state;
    private readonly TlsCertificate? _certificate;

    private SandboxTenant(HttpServer server, TenantStore store, FaultScript faults, RequestLog log, TokenSigner signer, StateFile? state, TlsCertificate? certificate, string domain)
    {
        _server = server;
        _faults = faults;
        _log = log;
        _signer = signer;
        _state = state;
        _certificate = certificate;
        Domain = domain;
        var management = store.Clients.Find(store.Settings.ManagementClientId);
        var limited = store.Clients.Find(store.Settings.LimitedClientId);
        ClientId = store.Settings.ManagementClientId;
        ClientSecret = management?.Secret ?? "";
        LimitedClientId = store.Settings.LimitedClientId;
        LimitedClientSecret = limited?.Secret ?? "";
        NativeClientId = store.Settings.NativeClientId;
        WebClientId = store.Settings.WebClientId;
        WebClientSecret = WebClientId is { } web ? store.Clients.Find(web)?.Secret : null;
        var user = store.Settings.UserId is { } userId ? store.Users.Find(userId) : null;
        UserEmail = user?.Email;
        UserPassword = user?.Password;
        // An array, because PowerShell cannot index the type that a collection expression makes.
        Applications = store.Clients.All().Where(client => client.Seeded).Select(client => new SandboxApplication(client.ClientId, client.Name, client.AppType)).ToArray();
    }

    /// <summary>The tenant's address without a slash at its end, such as <c>http://127.0.0.1:5000</c>; the public one where one is set.</summary>
    public string Domain { get; }

    /// <summary>The port on 127.0.0.1 that the tenant listens on, whatever its public address is.</summary>
    public int Port => _server.Port;

    /// <summary>
    /// The certificate in PEM that clients have to trust, such as with <c>NODE_EXTRA_CA_CERTS</c>, <c>SSL_CERT_FILE</c> or <c>curl --cacert</c>; null unless
    /// <see cref="SandboxOptions.Tls"/> made one. Gone when the tenant is disposed.
    /// </summary>
    public string? CertificateFile => _certificate?.File;

    /// <summary>The audience of the Management API: <see cref="Domain"/> and <c>/api/v2/</c>.</summary>
    public string Audience => AudienceOf(Domain);

    /// <summary>The application that may do everything at the Management API.</summary>
    public string ClientId { get; }

    /// <summary>The secret of <see cref="ClientId"/> as it was when the sandbox started; empty when that application was deleted before.</summary>
    public string ClientSecret { get; }

    /// <summary>The application that may <c>read:clients</c> and nothing else.</summary>
    public string LimitedClientId { get; }

    /// <summary>The secret of <see cref="LimitedClientId"/> as it was when the sandbox started; empty when that application was deleted before.</summary>
    public string LimitedClientSecret { get; }

    /// <summary>The audience of the My Account API: <see cref="Domain"/> and <c>/me/</c>.</summary>
    public string MyAccountAudience => MyAccountAudienceOf(Domain);

    /// <summary>
    /// The public application for logins in a browser: authorization code with PKCE, rotating refresh tokens, callback
    /// <c>http://127.0.0.1:47813/callback</c>. Null without <see cref="SandboxOptions.BrowserApplications"/>.
    /// </summary>
    public string? NativeClientId { get; }

    /// <summary>The confidential application for logins in a browser, with the same callback; null like <see cref="NativeClientId"/>.</summary>
    public string? WebClientId { get; }

    /// <summary>The secret of <see cref="WebClientId"/> as it was when the sandbox started.</summary>
    public string? WebClientSecret { get; }

    /// <summary>The address with which the one user logs in; null like <see cref="NativeClientId"/>.</summary>
    public string? UserEmail { get; }

    /// <summary>The password of <see cref="UserEmail"/>.</summary>
    public string? UserPassword { get; }

    /// <summary>The seeded applications, in the order of the tenant's list, as they were when the sandbox started.</summary>
    public IReadOnlyList<SandboxApplication> Applications { get; }

    /// <summary>The newest 10,000 requests, oldest first.</summary>
    public IReadOnlyList<RequestLogEntry> Requests => _log.Newest();

    /// <summary>Starts a tenant; on return it answers.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="SandboxException">An option is out of range, the port is in use, or a file cannot be used; the message says what to do.</exception>
    public static Task<SandboxTenant> StartAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.Run(() => SandboxStart.RunAsync(options, cancellationToken), cancellationToken);
    }

    /// <summary>Scripts one more fault, after those already there.</summary>
    /// <exception cref="ArgumentException">The rule is wrong; the message says how.</exception>
    public void AddFault(FaultRule rule) => _faults.Add(FaultRules.Checked(rule, nameof(rule)));

    /// <summary>Stops listening, lets requests under way finish for up to two seconds, and closes every file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _state?.Dispose();
        _log.Dispose();
        _signer.Dispose();
        _certificate?.Dispose();
    }

    internal static string AudienceOf(string domain) => domain + ManagementApi.Prefix;

    internal static string MyAccountAudienceOf(string domain) => domain + MyAccountApi.Prefix;

    internal static SandboxTenant Create(HttpServer server, TenantStore store, FaultScript faults, RequestLog log, TokenSigner signer, StateFile? state, TlsCertificate? certificate, string domain) =>
        new(server, store, faults, log, signer, state, certificate, domain);
}
