using System.Net;
using System.Net.Sockets;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.OAuth;

/// <summary>Somebody signs in, or does not, over plain HTTP.</summary>
public sealed class BrowserLoginTests : IAsyncLifetime
{
    private LoginTenant _tenant = null!;

    public async Task InitializeAsync() => _tenant = await LoginTenant.StartAsync();

    [Theory]
    [InlineData("with a proof key")]
    [InlineData("with a secret")]
    public async Task Somebody_signs_in_and_the_token_is_theirs(string how)
    {
        var connection = await _tenant.CreateAsync(how == "with a secret" ? _tenant.Web : _tenant.Native);

        var token = await _tenant.Open(connection).GetTokenAsync();
        await _tenant.Person.DoneAsync();
        Assert.Contains("read:me:factors", token.Scope);
        Assert.Equal(_tenant.Sandbox.MyAccountAudience, token.Audience);
        Assert.Equal(200, _tenant.Person.Shown.Status);
        Assert.Contains("You are signed in", _tenant.Person.Shown.Html, StringComparison.Ordinal);
        var page = Assert.Single(_tenant.Person.Pages);
        Assert.Equal(how == "with a proof key", page.Query.Contains("code_challenge_method=S256", StringComparison.Ordinal));
        Assert.Equal(how == "with a secret" ? "client_secret_post" : "none", connection.TokenEndpointAuthMethod);
    }

    [Fact]
    public async Task Somebody_who_refuses_is_taken_at_their_word()
    {
        _tenant.Person.Button = "deny";

        var failure = await RefusalAsync();

        await _tenant.Person.DoneAsync();
        Assert.Equal(ErrorReason.LoginFailed, failure.Reason);
        Assert.Contains("access_denied", failure.Message, StringComparison.Ordinal);
        Assert.Contains("You are not signed in", _tenant.Person.Shown.Html, StringComparison.Ordinal);
        Assert.Empty(_tenant.Registry.All);
        Assert.Empty(_tenant.TokenStatuses);
    }

    [Fact]
    public async Task A_callback_of_another_login_is_turned_away_and_the_wait_goes_on()
    {
        var strangers = new List<int>();
        _tenant.Person.OnTheWayBack = async back =>
        {
            foreach (var address in (string[])["/callback?code=stolen&state=guessed", "/callback?code=stolen", "/callback?error=access_denied&state=", "/favicon.ico", "/"])
                strangers.Add((await _tenant.Person.GoAsync(new Uri(back, address))).Status);
            return back;
        };

        await _tenant.CreateAsync(_tenant.Native);

        await _tenant.Person.DoneAsync();
        Assert.Equal([400, 400, 400, 404, 404], strangers);
        Assert.Equal(200, _tenant.Person.Shown.Status);
    }

    [Theory]
    [InlineData("iss", "https%3A%2F%2Fevil.example%2F", "another server")]
    [InlineData("code", "made-up", "authorization code")]
    public async Task An_answer_that_was_tampered_with_ends_the_login(string name, string value, string told)
    {
        _tenant.Person.OnTheWayBack = back =>
        {
            var query = string.Join('&', back.Query.TrimStart('?').Split('&').Where(part => !part.StartsWith(name + "=", StringComparison.Ordinal)));
            return Task.FromResult(new Uri(back, $"?{query}&{name}={value}"));
        };

        var failure = await RefusalAsync();

        await _tenant.Person.DoneAsync();
        Assert.Equal(ErrorReason.LoginFailed, failure.Reason);
        Assert.Contains(told, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(400, _tenant.Person.Shown.Status);
        Assert.Empty(_tenant.Registry.All);
    }

    [Fact]
    public async Task A_server_that_names_itself_rightly_is_taken()
    {
        _tenant.Person.OnTheWayBack = back => Task.FromResult(new Uri($"{back}&iss={Uri.EscapeDataString(_tenant.Sandbox.Domain + "/")}"));

        Assert.NotNull(await _tenant.CreateAsync(_tenant.Native));
    }

    [Fact]
    public async Task A_closed_window_ends_with_the_time_given()
    {
        _tenant.Person = new Person(_tenant.Sandbox) { Button = null, Patience = TimeSpan.FromSeconds(1) };

        var failure = await RefusalAsync();

        Assert.Equal(ErrorReason.LoginFailed, failure.Reason);
        Assert.Contains("1 seconds", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-TimeoutSeconds", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_frees_the_port_at_once()
    {
        _tenant.Person.Button = null;
        using var stop = new CancellationTokenSource();
        var waiting = _tenant.CreateAsync(_tenant.Native, stop.Token);
        while (_tenant.Person.Pages.Count == 0)
            await Task.Delay(10);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _tenant.Person.Button = "default";
        Assert.NotNull(await _tenant.CreateAsync(_tenant.Native));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_before_anything_is_asked()
    {
        using var other = new TcpListener(IPAddress.Loopback, _tenant.Port);
        other.Start();

        var failure = await RefusalAsync();

        Assert.Equal(ErrorReason.LoginFailed, failure.Reason);
        Assert.Contains($"Port {_tenant.Port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-RedirectPort", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_tenant.Sandbox.Requests);
    }

    [Fact]
    public async Task Where_nobody_is_there_nothing_waits()
    {
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => _tenant.Factory(attended: false).CreateAsync(_tenant.Native, skipTest: false, CancellationToken.None));

        Assert.Equal(ErrorReason.LoginRequired, failure.Reason);
        Assert.Contains("-NoBrowser", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_tenant.Sandbox.Requests);
    }

    [Fact]
    public async Task A_wrong_audience_is_told_as_such()
    {
        var failure = await RefusalAsync(_tenant.Native with { Audience = _tenant.Sandbox.Domain + "/you/" });

        Assert.Equal(ErrorReason.AudienceNotFound, failure.Reason);
    }

    [Theory]
    [InlineData(null, "agreed to certain scopes")]
    [InlineData("org_abc", "agreed to certain scopes")]
    public async Task What_was_agreed_to_is_not_changed_by_a_single_call(string? organization, string told)
    {
        var connection = await _tenant.CreateAsync(_tenant.Native);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => _tenant.Open(connection).GetTokenAsync(organization: organization, scope: ["openid"]));

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_of_the_login_is_in_what_is_shown_or_kept()
    {
        await _tenant.CreateAsync(_tenant.Web with { Vault = "Prod" });

        var kept = await File.ReadAllTextAsync(Path.Combine(_tenant.DataFolder, "connections.json"));
        Assert.DoesNotContain(_tenant.Sandbox.WebClientSecret!, kept, StringComparison.Ordinal);
        Assert.All(_tenant.Person.Pages, page => Assert.DoesNotContain(_tenant.Sandbox.WebClientSecret!, page.AbsoluteUri, StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await _tenant.DisposeAsync();

    private Task<Auth0Exception> RefusalAsync(Auth0Ps.Connections.ConnectionRequest? request = null) =>
        Assert.ThrowsAsync<Auth0Exception>(() => _tenant.CreateAsync(request ?? _tenant.Native));
}
