using System.Security.Cryptography;
using System.Text;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>One tenant with the applications and the user for logins in a browser.</summary>
public sealed class BrowserTenant : IAsyncLifetime
{
    internal const string Callback = "http://127.0.0.1:47813/callback";

    /// <summary>43 characters, the fewest allowed.</summary>
    internal const string Verifier = "abcdefghijklmnopqrstuvwxyz-._~0123456789ABC";

    private RunningTenant _running = null!;

    internal SandboxTenant Tenant => _running.Tenant;

    internal TenantClient Client => _running.Client;

    internal Browser Browser { get; } = new();

    /// <summary>A Management API token with every scope.</summary>
    internal string Token { get; private set; } = "";

    internal string Native => Tenant.NativeClientId!;

    internal string Web => Tenant.WebClientId!;

    internal string Audience => Tenant.MyAccountAudience;

    internal static string Challenge => Jwt.Text(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public Task InitializeAsync() => StartAsync(Options());

    public async Task DisposeAsync()
    {
        Browser.Dispose();
        await _running.DisposeAsync();
    }

    internal static SandboxOptions Options(string? stateFile = null, int port = 0) =>
        new() { BrowserApplications = true, ApplicationCount = 4, RateLimit = RateLimitProfile.None, StateFile = stateFile, Port = port };

    internal static async Task<BrowserTenant> StartedAsync(SandboxOptions options)
    {
        var tenant = new BrowserTenant();
        await tenant.StartAsync(options);
        return tenant;
    }

    /// <summary>Where an application sends the browser; a null value leaves a parameter out.</summary>
    internal string AuthorizeAddress(string? clientId, params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?> { ["response_type"] = "code", ["client_id"] = clientId, ["redirect_uri"] = Callback, ["scope"] = "openid", ["state"] = "st&te=1" };
        if (clientId != Web)
            (parameters["code_challenge"], parameters["code_challenge_method"]) = (Challenge, "S256");
        foreach (var (name, value) in changes)
            parameters[name] = value;
        var query = parameters.Where(parameter => parameter.Value is not null).Select(parameter => parameter.Key + "=" + Uri.EscapeDataString(parameter.Value!));
        return Tenant.Domain + "/authorize?" + string.Join('&', query);
    }

    internal Task<Page> AuthorizeAsync(string? clientId, params (string Name, string? Value)[] changes) => Browser.OpenAsync(AuthorizeAddress(clientId, changes));

    /// <summary>Logs the user in on the page.</summary>
    internal Task<Page> LogInAsync(Page page) => Browser.SubmitAsync(page, "default", ("username", Tenant.UserEmail!), ("password", Tenant.UserPassword!));

    /// <summary>A login up to the code.</summary>
    internal async Task<string> CodeAsync(string clientId, params (string Name, string? Value)[] changes)
    {
        var page = await AuthorizeAsync(clientId, changes);
        Assert.True(page.Status == 200, page.Location?.OriginalString ?? page.Html);
        return (await LogInAsync(page)).Answer["code"];
    }

    /// <summary>The token request of that application for a code; a null value leaves a parameter out.</summary>
    internal Task<Reply> ExchangeAsync(string clientId, string code, params (string Name, string? Value)[] changes)
    {
        var fields = new Dictionary<string, string?> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Callback };
        if (clientId != Web)
            fields["code_verifier"] = Verifier;
        return TokenAsync(clientId, fields, changes);
    }

    internal Task<Reply> RefreshAsync(string clientId, string refreshToken, params (string Name, string? Value)[] changes) =>
        TokenAsync(clientId, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, changes);

    /// <summary>A whole login.</summary>
    internal async Task<Reply> TokensAsync(string clientId, string scope, params (string Name, string? Value)[] changes)
    {
        var reply = await ExchangeAsync(clientId, await CodeAsync(clientId, [("scope", scope), .. changes]));
        Assert.True((int)reply.Status == 200, reply.Text);
        return reply;
    }

    private Task<Reply> TokenAsync(string clientId, Dictionary<string, string?> fields, (string Name, string? Value)[] changes)
    {
        fields["client_id"] = clientId;
        if (clientId == Web)
            fields["client_secret"] = Tenant.WebClientSecret;
        foreach (var (name, value) in changes)
            fields[name] = value;
        return Client.FormAsync([.. fields.Where(field => field.Value is not null).Select(field => (field.Key, field.Value!))]);
    }

    private async Task StartAsync(SandboxOptions options)
    {
        _running = await RunningTenant.StartAsync(options);
        Token = await _running.TokenAsync();
    }
}
