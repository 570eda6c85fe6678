using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Interop;

[CollectionDefinition("foreign server")]
public sealed class SharesForeignServer : ICollectionFixture<ForeignServer>;

/// <summary>
/// A certified OpenID provider (the npm package oidc-provider) under an Auth0 tenant's paths, in a process of its own: see
/// <c>tests/interop</c>. Where it cannot be had, <see cref="Missing"/> says why.
/// </summary>
public sealed class ForeignServer : IAsyncLifetime
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly HttpClient Outside = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-interop-").FullName;
    private Process? _server;

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? Missing { get; private set; }

    public string Domain { get; private set; } = "";

    internal ForeignClients Clients { get; } = new();

    public async Task InitializeAsync()
    {
        if (!TestRun.IsWhole)
        {
            Missing = TestRun.WhyNot;
            return;
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "interop")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        Missing = await InstallAsync() ?? await StartAsync();
    }

    /// <summary>A request to the token or revocation endpoint, made without any of the code under test.</summary>
    public async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await Outside.PostAsync(new Uri($"{Domain}/{path}"), form);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Outside.GetStringAsync(new Uri($"{Domain}/{path}"))).RootElement;

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await EndAsync(_server);
        Clients.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> InstallAsync()
    {
        using var npm = Launch(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error");
        if (npm is null)
            return "npm is not on the path.";

        npm.StandardInput.Close();
        var said = Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        try
        {
            using var limit = new CancellationTokenSource(InstallLimit);
            await npm.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(npm);
            return $"npm could not install oidc-provider within {InstallLimit.TotalMinutes:0} minutes.";
        }

        return npm.ExitCode == 0 ? null : "npm could not install oidc-provider: " + string.Join(' ', await said).Trim();
    }

    private async Task<string?> StartAsync()
    {
        _server = Launch("node", "server.mjs");
        if (_server is null)
            return "node is not on the path.";

        var errors = _server.StandardError.ReadToEndAsync();
        await _server.StandardInput.WriteLineAsync(Clients.Configuration);
        await _server.StandardInput.FlushAsync();
        var line = await _server.StandardOutput.ReadLineAsync().WaitAsync(StartLimit);

        // Installed, it has to start: that it does not would be a mistake in its settings.
        if (line is null)
            throw new InvalidOperationException("The server did not start: " + await errors);
        using var ready = JsonDocument.Parse(line);
        if (ready.RootElement.TryGetProperty("unsupported", out var reason))
            return reason.GetString();
        Domain = ready.RootElement.GetProperty("domain").GetString()!;
        return null;
    }

    private Process? Launch(string command, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command, arguments)
            {
                WorkingDirectory = _folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,

                // npm finds its settings there.
                Environment = { ["HOME"] = ScratchHome.UsersOwn },
            });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
