using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Cli.Serve;

/// <summary>Starts the tenant, says so, and stops it on a signal.</summary>
internal static class ServeAction
{
    public static async Task<int> RunAsync(SandboxOptions options, bool json, InvocationConfiguration console, CancellationToken cancellation)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            await using var tenant = await SandboxTenant.StartAsync(options, cancellation);
            await Announce(tenant, json, options.BrowserApplications, options.PublicUrl is not null, console.Output);
            await stop.Task.WaitAsync(cancellation);
            return 0;
        }
        catch (SandboxException problem)
        {
            await console.Error.WriteLineAsync(problem.Message);
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static async Task Announce(SandboxTenant tenant, bool json, bool browser, bool publicUrl, TextWriter output)
    {
        if (json)
        {
            await output.WriteLineAsync(Encoding.UTF8.GetString(JsonText.WriteObject(writer =>
            {
                writer.WriteString("domain", tenant.Domain);
                writer.WriteString("audience", tenant.Audience);
                writer.WriteString("clientId", tenant.ClientId);
                writer.WriteString("clientSecret", tenant.ClientSecret);
                writer.WriteString("limitedClientId", tenant.LimitedClientId);
                writer.WriteString("limitedClientSecret", tenant.LimitedClientSecret);
                writer.WriteOptional("certificateFile", tenant.CertificateFile);
                // The address names it, unless a proxy is in front of it.
                if (publicUrl)
                    writer.WriteNumber("port", tenant.Port);
                if (!browser)
                    return;
                writer.WriteString("nativeClientId", tenant.NativeClientId);
                writer.WriteString("webClientId", tenant.WebClientId);
                writer.WriteString("webClientSecret", tenant.WebClientSecret);
                writer.WriteString("userEmail", tenant.UserEmail);
                writer.WriteString("userPassword", tenant.UserPassword);
                writer.WriteString("myAccountAudience", tenant.MyAccountAudience);
            }).Span));
        }
        else
        {
            await output.WriteLineAsync($"Sandbox tenant with {tenant.Applications.Count} applications at {tenant.Domain}");
            await output.WriteLineAsync($"  Management API audience  {tenant.Audience}");
            await output.WriteLineAsync($"  Client with all scopes   {tenant.ClientId}");
            await output.WriteLineAsync($"    secret                 {tenant.ClientSecret}");
            await output.WriteLineAsync($"  Client with read:clients {tenant.LimitedClientId}");
            await output.WriteLineAsync($"    secret                 {tenant.LimitedClientSecret}");
            if (publicUrl)
                await output.WriteLineAsync($"  Listens on 127.0.0.1     port {tenant.Port}");
            if (tenant.CertificateFile is { } certificate)
                await output.WriteLineAsync($"  Certificate to trust     {certificate}");
            if (browser)
                await AnnounceBrowser(tenant, output);
            await output.WriteLineAsync("Ctrl+C stops it.");
        }

        await output.FlushAsync();
    }

    private static async Task AnnounceBrowser(SandboxTenant tenant, TextWriter output)
    {
        await output.WriteLineAsync($"  My Account API audience  {tenant.MyAccountAudience}");
        await output.WriteLineAsync($"  Native client            {tenant.NativeClientId}");
        await output.WriteLineAsync($"  Web client               {tenant.WebClientId}");
        await output.WriteLineAsync($"    secret                 {tenant.WebClientSecret}");
        await output.WriteLineAsync($"  User                     {tenant.UserEmail}");
        await output.WriteLineAsync($"    password               {tenant.UserPassword}");
    }
}
