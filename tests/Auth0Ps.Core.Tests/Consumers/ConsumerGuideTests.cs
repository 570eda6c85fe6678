using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using Auth0Ps.Sandbox.Cli.PowerShell;
using Consumers;

namespace Auth0Ps.Core.Tests.Consumers;

/// <summary>What docs/guides/consumers/README.md shows runs, against a tenant and an API of this machine; its PowerShell is in Consumers.Tests.ps1.</summary>
public sealed partial class ConsumerGuideTests : IDisposable
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.FindFolder()!, "docs", "guides", "consumers", "README.md"));

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-guide-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("js", "node", "snippet.mjs")]
    [InlineData("python", "python3", "snippet.py")]
    public async Task A_snippet_calls_the_API(string language, string program, string file)
    {
        Skip.IfNot((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))), $"There is no {program} on the path.");
        await using var scene = await KeyScene.StartAsync(new() { RateLimit = RateLimitProfile.None });
        await using var api = Api();
        await File.WriteAllTextAsync(Path.Combine(_folder, "billing-client-secret"), await scene.Scene.LiveAsync());
        foreach (var sample in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "consumers"), "sign*"))
            File.Copy(sample, Path.Combine(_folder, Path.GetFileName(sample)));
        var code = Snippet(language)
            .Replace("https://example.eu.auth0.com", scene.Scene.Tenant.Sandbox.Domain, StringComparison.Ordinal)
            .Replace("https://billing.example.com/invoices", $"http://127.0.0.1:{api.Port}/invoices", StringComparison.Ordinal)
            .Replace("https://billing.example.com", await scene.AudienceAsync(), StringComparison.Ordinal)
            .Replace("/mnt/secrets", _folder, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_folder, file), code);
        using var process = Process.Start(new ProcessStartInfo(program, [file])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["CLIENT_ID"] = scene.ClientId, ["NO_PROXY"] = "*" },
        })!;

        var said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("three invoices", said.Trim());
    }

    [Fact]
    public async Task The_handler_calls_the_API_as_shown_and_signs_in_again_after_a_401()
    {
        await using var scene = await KeyScene.StartAsync(new() { RateLimit = RateLimitProfile.None });
        await using var server = Api(refusals: 1);
        await File.WriteAllTextAsync(Path.Combine(_folder, "billing-client-secret"), await scene.Scene.LiveAsync());
        var (tenant, clientId, audience, api, folder) = (new Uri(scene.Scene.Tenant.Sandbox.Domain), scene.ClientId, await scene.AudienceAsync(), new Uri($"http://127.0.0.1:{server.Port}"), _folder);

        var before = SignIns();

        // As the guide has it.
        using var handler = new ClientSecretHandler
        {
            Tenant = tenant,
            ClientId = clientId,
            Audience = audience,
            Entry = "billing-client-secret",
            Read = ClientSecretHandler.FromFolder(folder),
            InnerHandler = new SocketsHttpHandler(),
        };
        using var client = new HttpClient(handler) { BaseAddress = api };
        var refused = await client.GetAsync("/invoices");
        var invoices = await client.GetStringAsync("/invoices");

        Assert.Equal((System.Net.HttpStatusCode.Unauthorized, "three invoices"), (refused.StatusCode, invoices));
        Assert.Equal(2, SignIns() - before);
        var source = Lines(await File.ReadAllTextAsync(ThisFile()));
        Assert.Empty(Lines(Snippet("csharp")).Except(source, StringComparer.Ordinal));

        int SignIns() => scene.Scene.Tenant.Sandbox.Requests.Count(request => request.Path == "/oauth/token");
    }

    [Fact]
    public async Task Variables_are_read_under_the_entrys_name_in_capitals()
    {
        Environment.SetEnvironmentVariable("GUIDE_CLIENT_SECRET_NEXT", "from a variable");

        Assert.Equal("from a variable", await ClientSecretHandler.FromEnvironment("guide-client-secret-next", CancellationToken.None));
        Assert.Null(await ClientSecretHandler.FromEnvironment("guide-client-secret", CancellationToken.None));
    }

    private static ScriptedServer Api(int refusals = 0) => new(async (server, stream) =>
    {
        while (await server.ReadHeadAsync(stream) is { } head)
        {
            var isKnown = Bearer().IsMatch(head) && Interlocked.Decrement(ref refusals) < 0;
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(isKnown ? "200 OK" : "401 Unauthorized")}\r\nContent-Length: 14\r\n\r\nthree invoices"));
        }
    });

    private static string Snippet(string language) => Fence().Matches(Guide).Single(fence => fence.Groups["language"].Value == language).Groups["code"].Value;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string ThisFile([CallerFilePath] string path = "") => Path.Combine(Repository.FindFolder()!, "tests", "Auth0Ps.Core.Tests", "Consumers", Path.GetFileName(path));

    [GeneratedRegex("^```(?<language>\\w+)\n(?<code>.*?)^```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();

    [GeneratedRegex("^authorization: Bearer ey[\\w-]+\\.[\\w-]+\\.[\\w-]+\r$", RegexOptions.IgnoreCase | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bearer();
}
