using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Browser;

[CollectionDefinition("browser")]
public sealed class SharesBrowser : ICollectionFixture<BrowserRoom>;

/// <summary>One browser and one tenant for all tests that need them, since a browser takes long to start.</summary>
public sealed class BrowserRoom : IAsyncLifetime
{
    /// <summary>Why there is no browser; null when there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>The callback port that the tenant's applications have.</summary>
    public int Port { get; } = FreePort.Find();

    internal Chromium Browser { get; private set; } = null!;

    internal SandboxTenant Sandbox { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!TestRun.IsWhole)
        {
            Missing = TestRun.WhyNot;
            return;
        }

        if (Chromium.Find() is not { } program)
        {
            Missing = "There is no Chromium on the path (chromium, chromium-browser or google-chrome).";
            return;
        }

        if (await Chromium.StartAsync(program) is not { } browser)
        {
            Missing = $"'{program}' does not start.";
            return;
        }

        Browser = browser;
        Sandbox = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, BrowserApplications = true, CallbackPorts = [Port] }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (Missing is not null)
            return;
        await Browser.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
