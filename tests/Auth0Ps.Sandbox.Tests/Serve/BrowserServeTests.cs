using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Serve;

public sealed class BrowserServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Browser _browser = new();

    public void Dispose()
    {
        _browser.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_killed_sandbox_comes_back_with_the_same_logins()
    {
        string[] arguments = ["--apps", "1", "--browser-apps", "--callback-port", "50111", "--callback-port", "50112", "--state", _folder.File("state")];
        string refreshToken, user;
        await using (var serve = await ServeProcess.StartAsync(arguments))
        {
            Assert.Equal(
                ["domain", "audience", "clientId", "clientSecret", "limitedClientId", "limitedClientSecret", "nativeClientId", "webClientId", "webClientSecret", "userEmail", "userPassword", "myAccountAudience"],
                serve.Ready.EnumerateObject().Select(member => member.Name));
            Assert.Equal(serve["domain"] + "/me/", serve["myAccountAudience"]);
            var tokens = await LogInAsync(serve, "http://127.0.0.1:50112/callback");
            var refreshed = await RefreshAsync(serve, tokens.String("refresh_token"));
            (refreshToken, user) = (refreshed.String("refresh_token"), Jwt.Claims(refreshed.String("id_token")).GetProperty("sub").GetString()!);
            await serve.KillAsync();
        }

        await using var again = await ServeProcess.StartAsync(arguments);
        var reply = await RefreshAsync(again, refreshToken);
        Assert.Equal(user, Jwt.Claims(reply.String("id_token")).GetProperty("sub").GetString());
        Assert.Equal(200, (int)(await LogInAsync(again, BrowserTenant.Callback)).Status);
    }

    [Fact]
    public async Task A_person_is_told_the_same()
    {
        await using var serve = ServeProcess.Launch(["serve", "--apps", "0", "--browser-apps"]);
        var lines = new List<string>();
        while (await serve.ReadLineAsync() is { } line && !line.StartsWith("Ctrl+C", StringComparison.Ordinal))
            lines.Add(line);
        foreach (var label in new[] { "My Account API audience", "Native client", "Web client", "User", "password" })
            Assert.Contains(lines, line => line.Contains(label, StringComparison.Ordinal));
        Assert.Equal(0, await serve.SignalAsync("TERM"));
    }

    [Theory]
    [InlineData("--browser-apps --callback-port 0", "--callback-port must be a whole number from 1 to 65535, not '0'")]
    [InlineData("--browser-apps --callback-port x", "--callback-port must be a whole number from 1 to 65535, not 'x'")]
    [InlineData("--callback-port 50111", "--callback-port needs --browser-apps")]
    public async Task A_bad_option_gives_one_clear_message(string arguments, string message)
    {
        var (exitCode, output, errors) = await ServeProcess.RunAsync(["serve", "--json", .. arguments.Split(' ')]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("clientSecret", output, StringComparison.Ordinal);
    }

    private async Task<Reply> LogInAsync(ServeProcess serve, string callback)
    {
        var query = $"response_type=code&client_id={serve["nativeClientId"]}&redirect_uri={Uri.EscapeDataString(callback)}&scope=openid%20offline_access&code_challenge={BrowserTenant.Challenge}&code_challenge_method=S256";
        var page = await _browser.OpenAsync($"{serve["domain"]}/authorize?{query}");
        var answer = await _browser.SubmitAsync(page, "default", ("username", serve["userEmail"]), ("password", serve["userPassword"]));
        return await TokenAsync(
            serve,
            ("grant_type", "authorization_code"), ("code", answer.Answer["code"]), ("redirect_uri", callback), ("code_verifier", BrowserTenant.Verifier));
    }

    private static Task<Reply> RefreshAsync(ServeProcess serve, string token) => TokenAsync(serve, ("grant_type", "refresh_token"), ("refresh_token", token));

    private static async Task<Reply> TokenAsync(ServeProcess serve, params (string, string)[] fields)
    {
        using var client = new TenantClient(serve["domain"]);
        return await client.FormAsync([("client_id", serve["nativeClientId"]), .. fields]);
    }
}
