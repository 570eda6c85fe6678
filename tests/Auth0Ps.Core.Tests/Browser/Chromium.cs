using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Auth0Ps.Core.Tests.Browser;

/// <summary>
/// A headless Chromium with a profile of its own, spoken to in its DevTools protocol
/// (https://chromedevtools.github.io/devtools-protocol/).
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string ReadyMark = "DevTools listening on ";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    // Nothing goes to other machines, and nothing asks whether this is the first start.
    private static readonly string[] Options =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=800,900", "--remote-debugging-port=0",
    ];

    private readonly HttpClient _control = new();
    private readonly Process _process;
    private readonly string _profile;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Where it is on the path; null when there is none.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts it; null when it ends before it is ready, as a placeholder for a package that is not installed does.</summary>
    public static async Task<Chromium?> StartAsync(string program)
    {
        var profile = Directory.CreateTempSubdirectory("auth0ps-browser-").FullName;
        var process = Process.Start(new ProcessStartInfo(program, [.. Options, "--user-data-dir=" + profile, "about:blank"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var browser = new Chromium(process, profile);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (!line.StartsWith(ReadyMark, StringComparison.Ordinal))
                continue;

            browser._control.BaseAddress = new Uri("http://" + new Uri(line[ReadyMark.Length..]).Authority);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return browser;
        }

        await browser.DisposeAsync();
        return null;
    }

    /// <summary>Opens a window at an address.</summary>
    public async Task<ChromiumPage> OpenAsync(Uri address)
    {
        using var answer = await _control.PutAsync(new Uri("/json/new?about:blank", UriKind.Relative), content: null);
        var target = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var page = await ChromiumPage.AttachAsync(new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!));
        await page.GoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        await DeleteProfileAsync();
    }

    /// <summary>Its children may take a moment to let go of their files.</summary>
    private async Task DeleteProfileAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 100)
            {
                await Task.Delay(50);
            }
        }
    }
}
