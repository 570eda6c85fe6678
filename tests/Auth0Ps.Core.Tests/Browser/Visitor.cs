using Auth0Ps.OAuth;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Browser;

/// <summary>Somebody at a real browser.</summary>
/// <param name="room">The browser, and the tenant where the person has an account.</param>
/// <param name="visit">What the person does at the login page.</param>
internal sealed class Visitor(BrowserRoom room, Func<ChromiumPage, Task> visit) : ILoginPrompt, IAsyncDisposable
{
    private readonly CancellationTokenSource _gaveUp = new();
    private Task<ChromiumPage>? _visit;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public bool WasAsked => _visit is not null;

    /// <summary>The visit failed, so that there is nothing to wait for; what went wrong is thrown in the end.</summary>
    public CancellationToken GaveUp => _gaveUp.Token;

    public void Show(Uri page) => _visit = Task.Run(async () =>
    {
        try
        {
            var window = await room.Browser.OpenAsync(page);
            await visit(window);
            return window;
        }
        catch
        {
            await _gaveUp.CancelAsync();
            throw;
        }
    });

    /// <summary>The window, when the person has done all.</summary>
    public async Task<ChromiumPage> WindowAsync() => await (_visit ?? throw new InvalidOperationException("Nobody was asked."));

    /// <summary>Types address and password and presses Enter.</summary>
    public static async Task SignInAsync(ChromiumPage page, SandboxTenant tenant, string? password = null)
    {
        await page.TypeAsync("#username", tenant.UserEmail!);
        await page.TypeAsync("#password", password ?? tenant.UserPassword!);
        await page.PressEnterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_visit is not null)
            await (await _visit).DisposeAsync();
        _gaveUp.Dispose();
    }
}
