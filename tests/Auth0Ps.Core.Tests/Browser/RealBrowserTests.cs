using System.Net;
using System.Net.Sockets;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Browser;

/// <summary>Logins in a real browser, and the pages that a person sees there.</summary>
[Collection("browser")]
public sealed class RealBrowserTests(BrowserRoom room)
{
    private const string Success = "You are signed in";
    private const string Failure = "You are not signed in";

    private readonly Auth0State _state = TestState.New();

    private ConnectionRequest Native => new()
    {
        Name = "me",
        Domain = room.Sandbox.Domain,
        ApiType = Auth0ApiType.MyAccount,
        ClientId = room.Sandbox.NativeClientId,
        Scope = ["read:me:factors"],
        RedirectPort = room.Port,
    };

    [SkippableTheory]
    [InlineData("with a proof key")]
    [InlineData("with a secret")]
    public async Task Somebody_signs_in(string how)
    {
        Skip.If(room.Missing is not null, room.Missing);
        await using var visitor = new Visitor(room, async page =>
        {
            Assert.Equal("Log in", await page.TitleAsync());
            Assert.Contains("read:me:factors", await page.TextAsync(), StringComparison.Ordinal);
            await Visitor.SignInAsync(page, room.Sandbox);
            await page.UntilTitleAsync(Success);
        });
        var web = Native with { GrantType = Auth0GrantType.AuthorizationCode, ClientId = room.Sandbox.WebClientId, ClientSecret = Tenant.Protect(room.Sandbox.WebClientSecret!) };

        var connection = await CreateAsync(how == "with a secret" ? web : Native, visitor);

        var page = await visitor.WindowAsync();
        Assert.Equal(200, await page.StatusAsync());
        Assert.Equal($"{Success}\n\nYou can close this window and go back to PowerShell.", await page.TextAsync());
        Assert.Contains("read:me:factors", (await new TenantSession(connection, _state).GetTokenAsync(renew: true)).Scope);
    }

    [SkippableFact]
    public async Task A_mistyped_password_can_be_corrected()
    {
        Skip.If(room.Missing is not null, room.Missing);
        var told = "";
        await using var visitor = new Visitor(room, async page =>
        {
            await Visitor.SignInAsync(page, room.Sandbox, password: "mistyped");
            await page.UntilAsync("document.querySelector('[role=alert]') !== null");
            told = await page.TextAsync();
            await page.TypeAsync("#password", room.Sandbox.UserPassword!);
            await page.ClickAsync("button[value=default]");
            await page.UntilTitleAsync(Success);
        });

        Assert.NotNull(await CreateAsync(Native, visitor));
        Assert.Contains("Wrong email or password", told, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Somebody_who_cancels_reads_so_in_both_places()
    {
        Skip.If(room.Missing is not null, room.Missing);
        await using var visitor = new Visitor(room, async page =>
        {
            await page.ClickAsync("button[value=deny]");
            await page.UntilTitleAsync(Failure);
        });

        var refusal = await RefusalAsync(visitor);

        var page = await visitor.WindowAsync();
        Assert.Equal(ErrorReason.LoginFailed, refusal.Reason);
        Assert.Contains("access_denied", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(400, await page.StatusAsync());
        Assert.Equal($"{Failure}\n\n{refusal.Message} Close this window and see what PowerShell says.", await page.TextAsync());
    }

    [SkippableFact]
    public async Task Another_logins_answer_is_turned_away_and_this_one_goes_on()
    {
        Skip.If(room.Missing is not null, room.Missing);
        var seen = new List<(int Status, string Title, string Text)>();
        await using var visitor = new Visitor(room, async page =>
        {
            foreach (var path in (string[])["callback?code=stolen&state=guessed", "somewhere"])
            {
                await using var other = await room.Browser.OpenAsync(new Uri($"http://127.0.0.1:{room.Port}/{path}"));
                seen.Add((await other.StatusAsync(), await other.TitleAsync(), await other.TextAsync()));
            }

            await Visitor.SignInAsync(page, room.Sandbox);
            await page.UntilTitleAsync(Success);
        });

        Assert.NotNull(await CreateAsync(Native, visitor));

        Assert.Equal([(400, "This is not the login that was begun"), (404, "There is nothing here")], seen.Select(page => (page.Status, page.Title)));
        Assert.Contains("use the one that PowerShell opened", seen[0].Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_window_that_was_closed_ends_with_the_time_given()
    {
        Skip.If(room.Missing is not null, room.Missing);
        await using var visitor = new Visitor(room, page => page.CloseAsync()) { Patience = TimeSpan.FromSeconds(2) };

        var refusal = await RefusalAsync(visitor);

        Assert.Equal(ErrorReason.LoginFailed, refusal.Reason);
        Assert.Contains("-TimeoutSeconds", refusal.RecommendedAction, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Somebody_who_comes_too_late_finds_nobody_and_no_token_is_given_out()
    {
        Skip.If(room.Missing is not null, room.Missing);
        await using var visitor = new Visitor(room, _ => Task.CompletedTask) { Patience = TimeSpan.FromSeconds(2) };
        var before = TokenRequests();

        var refusal = await RefusalAsync(visitor);
        var page = await visitor.WindowAsync();
        await Visitor.SignInAsync(page, room.Sandbox);

        // The browser's own page for an address where nobody listens.
        await page.UntilAsync("location.href === 'chrome-error://chromewebdata/'");
        Assert.Contains("2 seconds", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, TokenRequests());
    }

    [SkippableFact]
    public async Task A_port_that_is_taken_opens_no_window()
    {
        Skip.If(room.Missing is not null, room.Missing);
        using var other = new TcpListener(IPAddress.Loopback, room.Port);
        other.Start();
        await using var visitor = new Visitor(room, _ => Task.CompletedTask);

        var refusal = await RefusalAsync(visitor);

        Assert.Equal(ErrorReason.LoginFailed, refusal.Reason);
        Assert.Contains($"Port {room.Port}", refusal.Message, StringComparison.Ordinal);
        Assert.False(visitor.WasAsked);
    }

    private Task<Auth0Connection> CreateAsync(ConnectionRequest request, Visitor visitor) =>
        new ConnectionFactory(_state) { LoginPrompt = visitor }.CreateAsync(request, skipTest: false, visitor.GaveUp);

    private Task<Auth0Exception> RefusalAsync(Visitor visitor) => Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(Native, visitor));

    private int TokenRequests() => room.Sandbox.Requests.Count(request => request.Path == "/oauth/token");
}
