using System.Globalization;
using Auth0Ps.Sandbox.Authentication;
using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Faults;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Logging;
using Auth0Ps.Sandbox.Management;
using Auth0Ps.Sandbox.MyAccount;
using Auth0Ps.Sandbox.RateLimits;
using Auth0Ps.Sandbox.State;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;
using Auth0Ps.Sandbox.Tenant.Seed;
using Auth0Ps.Sandbox.TenantLogs;

namespace Auth0Ps.Sandbox;

/// <summary>Puts a tenant together: files first, then the port, then the data, and at last the first request.</summary>
internal static class SandboxStart
{
    public static async Task<SandboxTenant> RunAsync(SandboxOptions options, CancellationToken cancellation)
    {
        var opened = new Stack<IDisposable>();
        HttpServer? server = null;
        try
        {
            var faults = new FaultScript(options.Faults, options.FaultsFile is { } file ? FaultFile.Open(file, options.ReportProblem) : null);
            var log = Open(opened, new RequestLog(options.LogFile, options.ReportProblem));
            var state = options.StateFile is { } path ? Open(opened, StateFile.Open(path)) : null;
            var certificate = TlsCertificate.For(options);
            if (certificate is not null)
                Open(opened, certificate);
            server = Listen(options, state, certificate);
            var domain = Domain(options, server.Port, certificate is not null);
            var store = Load(options, state, domain, server.Port);
            cancellation.ThrowIfCancellationRequested();
            var signer = Open(opened, new TokenSigner(store));
            server.Start(Application(options, store, signer, faults, log, domain, server.Stopping));
            return SandboxTenant.Create(server, store, faults, log, signer, state, certificate, domain);
        }
        catch
        {
            if (server is not null)
                await server.DisposeAsync();
            while (opened.TryPop(out var item))
                item.Dispose();
            throw;
        }
    }

    private static T Open<T>(Stack<IDisposable> opened, T item)
        where T : IDisposable
    {
        opened.Push(item);
        return item;
    }

    private static string Domain(SandboxOptions options, int port, bool secured) => options.PublicUrl is { } address
        ? address.GetLeftPart(UriPartial.Authority).ToLowerInvariant()
        : string.Create(CultureInfo.InvariantCulture, $"{(secured ? "https" : "http")}://127.0.0.1:{port}");

    private static HttpServer Listen(SandboxOptions options, StateFile? state, TlsCertificate? certificate)
    {
        if (options.Port == 0 && state?.FormerPort is { } former)
        {
            try
            {
                return HttpServer.Listen(former, certificate?.Context, options.TimeProvider);
            }
            catch (SandboxException)
            {
                // Someone else has the former port by now; any other will do.
                return HttpServer.Listen(0, certificate?.Context, options.TimeProvider);
            }
        }

        return HttpServer.Listen(options.Port, certificate?.Context, options.TimeProvider);
    }

    private static TenantStore Load(SandboxOptions options, StateFile? state, string domain, int port)
    {
        var store = new TenantStore();
        var (now, myAccount) = (options.TimeProvider.GetUtcNow(), SandboxTenant.MyAccountAudienceOf(domain));
        if (state is { IsNew: false })
            state.Replay(store, domain);
        else
            TenantSeed.Fill(store, options.ApplicationCount, SandboxTenant.AudienceOf(domain), now);
        MyAccountSeed.Ensure(store, myAccount);
        if (options.BrowserApplications)
            BrowserSeed.Ensure(store, options.CallbackPorts, myAccount, now);
        if (state is not null)
        {
            state.Begin(store, domain, port);
            store.AttachJournal(state);
        }

        return store;
    }

    private static TenantApplication Application(SandboxOptions options, TenantStore store, TokenSigner signer, FaultScript faults, RequestLog log, string domain, CancellationToken stopping)
    {
        var time = options.TimeProvider;
        var keys = new SigningKeys(store, time);
        var tenantLog = new TenantLog(options);
        return new TenantApplication(
            new AuthenticationApi(store, keys, signer, domain, new SecretPropagation(options), new SignInLog(store, tenantLog, domain), time),
            new ManagementApi(
                new BearerAuthentication(signer, domain, SandboxTenant.AudienceOf(domain), time),
                ManagementRoutes.All(store, keys, tenantLog, domain, time, options.PropagationDelay),
                new ManagementLog(store, tenantLog, domain)),
            new MyAccountApi(store, new BearerAuthentication(signer, domain, SandboxTenant.MyAccountAudienceOf(domain), time)),
            new RateLimiter(options.RateLimit, time, options.SendRetryAfter),
            faults,
            log,
            options,
            stopping);
    }
}
