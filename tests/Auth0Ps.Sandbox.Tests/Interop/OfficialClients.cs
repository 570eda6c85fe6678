using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Interop;

/// <summary>
/// Auth0's SDK and deploy-cli, openid-client and oauth4webapi, from the npm registry in the versions of <c>tests/interop/clients</c>, and a tenant that
/// speaks TLS. Installed once below <c>out</c>; where that cannot be done, <see cref="Missing"/> says why.
/// </summary>
public sealed class OfficialClients : IAsyncLifetime
{
    // Generous: a machine that runs all tests at once is slow, and the packages may come over a slow line.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private string _folder = "";

    /// <summary>Why they cannot be run; null when they can.</summary>
    public string? Missing { get; private set; }

    internal SandboxTenant Tenant { get; private set; } = null!;

    /// <summary>Host and port, as the tools want it.</summary>
    internal string Host => HostOf(Tenant);

    public async Task InitializeAsync()
    {
        Missing = TestRun.IsWhole ? await InstallAsync() : TestRun.WhyNot;
        Tenant = await StartAsync();
    }

    public async Task DisposeAsync() => await Tenant.DisposeAsync();

    internal static Task<SandboxTenant> StartAsync() => SandboxTenant.StartAsync(new SandboxOptions { Tls = true, RateLimit = RateLimitProfile.None });

    internal static string HostOf(SandboxTenant tenant) => tenant.Domain["https://".Length..];

    /// <summary>A client of the tenant that trusts its certificate, for what the tests arrange and look at.</summary>
    internal static async Task<Reply> CallAsync(SandboxTenant tenant, HttpMethod method, string path, object? body = null)
    {
        using var http = TrustingHttp.For(tenant.CertificateFile!);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = tenant.ClientId,
            ["client_secret"] = tenant.ClientSecret,
            ["audience"] = tenant.Audience,
        });
        using var granted = await http.PostAsync(new Uri(tenant.Domain + "/oauth/token"), form);
        using var token = JsonDocument.Parse(await granted.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(method, new Uri(tenant.Audience + path)) { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token.RootElement.GetProperty("access_token").GetString());
        var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return new Reply(response.StatusCode, document.RootElement.Clone(), text, response);
    }

    /// <summary>Runs a program of theirs to its end and returns what it wrote.</summary>
    internal async Task<string> RunAsync(SandboxTenant tenant, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var (exitCode, output, errors) = await RunAsync("node", arguments, _folder, [("NODE_EXTRA_CA_CERTS", tenant.CertificateFile!), .. environment])
            ?? throw new InvalidOperationException("node is not on the path.");
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)} ended with {exitCode}: {output}{errors}");
        return output;
    }

    /// <summary>The members of the one line that a script writes.</summary>
    internal async Task<JsonElement> RunScriptAsync(string script, object tenant)
    {
        var output = await RunAsync(Tenant, [script], ("TENANT", JsonSerializer.Serialize(tenant)));
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private async Task<string?> InstallAsync()
    {
        var root = Root();
        var source = Path.Combine(root, "tests", "interop", "clients");
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"));
        _folder = Path.Combine(root, "out", "interop", "clients-" + Convert.ToHexString(SHA256.HashData(lockFile))[..12]);
        Directory.CreateDirectory(_folder);
        await using var turn = await TakeTurnAsync(Path.Combine(_folder, "install.lock"));
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)), overwrite: true);
        var done = Path.Combine(_folder, "installed");
        if (File.Exists(done))
            return null;
        var npm = await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], _folder, []);
        if (npm is not { } ended)
            return "npm is not on the path.";
        if (ended.ExitCode != 0)
            return "npm could not install the clients: " + (ended.Errors + ended.Output).Trim();
        await File.WriteAllTextAsync(done, "");
        return null;
    }

    // Two test runs in one clone must not install into one folder at the same time.
    private static async Task<FileStream> TakeTurnAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200);
            }
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)?> RunAsync(string command, IReadOnlyList<string> arguments, string folder, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return (-1, await output, $"It did not end within {Limit.TotalMinutes:0} minutes. " + await errors);
            }

            return (process.ExitCode, await output, await errors);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Auth0Ps.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
