using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Interop;

/// <summary>People who sign in at a server that nobody here wrote, and logins that are renewed there.</summary>
[Collection("foreign server")]
public sealed class PersonTests(ForeignServer server) : IDisposable
{
    private readonly Auth0State _state = TestState.New();
    private readonly ForeignPerson _person = new();

    [SkippableTheory]
    [InlineData("native", "none")]
    [InlineData("web", "client_secret_post")]
    [InlineData("web-with-key", "private_key_jwt")]
    public async Task Somebody_signs_in_and_the_login_is_renewed_with_another_token_each_time(string client, string method)
    {
        Skip.If(server.Missing is not null, server.Missing);

        var connection = await CreateAsync(RequestOf(client), _person);

        await _person.DoneAsync();
        Assert.Equal(["login", "consent"], _person.Asked);
        Assert.Contains("You are signed in", _person.Shown, StringComparison.Ordinal);
        Assert.Equal(method, connection.TokenEndpointAuthMethod);
        var session = new TenantSession(connection, _state);
        var seen = new HashSet<string>(StringComparer.Ordinal) { RefreshToken(connection) };
        for (var i = 0; i < 4; i++)
        {
            var token = await session.GetTokenAsync(renew: i > 0);
            Assert.Equal([ForeignClients.Scope], token.Scope);
            var claims = await ForeignToken.ReadAsync(server, token);
            Assert.Equal("somebody", claims.GetProperty("sub").GetString());
            Assert.Equal(ForeignClients.Audience, claims.GetProperty("aud").GetString());
            Assert.Equal(i > 0, seen.Add(RefreshToken(connection)));
        }
    }

    [SkippableFact]
    public async Task A_thief_with_a_former_token_ends_the_login_and_the_person_is_asked_anew()
    {
        Skip.If(server.Missing is not null, server.Missing);
        var connection = await CreateAsync(RequestOf("native"), _person);
        var former = RefreshToken(connection);
        var session = new TenantSession(connection, _state);
        await session.GetTokenAsync(renew: true);

        var stolen = await server.PostAsync("oauth/token", ("grant_type", "refresh_token"), ("client_id", "native"), ("refresh_token", former));

        Assert.Equal("invalid_grant", stolen.GetProperty("error").GetString());
        await AssertEndedAsync(session);
    }

    [SkippableFact]
    public async Task A_login_that_was_revoked_is_asked_anew()
    {
        Skip.If(server.Missing is not null, server.Missing);
        var connection = await CreateAsync(RequestOf("native"), _person);

        await server.PostAsync("oauth/revoke", ("client_id", "native"), ("token", RefreshToken(connection)));

        await AssertEndedAsync(new TenantSession(connection, _state));
    }

    [SkippableFact]
    public async Task Somebody_who_refuses_is_taken_at_their_word()
    {
        Skip.If(server.Missing is not null, server.Missing);
        using var person = new ForeignPerson { Agrees = false };

        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(RequestOf("native"), person));

        await person.DoneAsync();
        Assert.Equal(ErrorReason.LoginFailed, refusal.Reason);
        Assert.Contains("access_denied", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("You are not signed in", person.Shown, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_wrong_secret_is_told_in_the_browser_too()
    {
        Skip.If(server.Missing is not null, server.Missing);

        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(RequestOf("web") with { ClientSecret = Tenant.Protect("not-the-secret") }, _person));

        await _person.DoneAsync();
        Assert.Equal(ErrorReason.CredentialsRefused, refusal.Reason);
        Assert.Contains("You are not signed in", _person.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", refusal + _person.Shown, StringComparison.Ordinal);
    }

    public void Dispose() => _person.Dispose();

    private ConnectionRequest RequestOf(string client) => new()
    {
        Name = "me",
        Domain = server.Domain,
        ApiType = Auth0ApiType.Custom,
        BaseUri = ForeignClients.Audience,
        Audience = ForeignClients.Audience,
        Scope = [ForeignClients.Scope],
        ClientId = client,
        GrantType = client == "native" ? Auth0GrantType.AuthorizationCodePkce : Auth0GrantType.AuthorizationCode,
        RedirectPort = client == "native" ? FreePort.Find() : server.Clients.WebPort,
        ClientSecret = client == "web" ? Tenant.Protect(server.Clients.Secret) : null,
        PrivateKey = client == "web-with-key" ? Tenant.Protect(server.Clients.Key.ExportPkcs8PrivateKeyPem()) : null,
    };

    private Task<Auth0Connection> CreateAsync(ConnectionRequest request, ForeignPerson person) =>
        new ConnectionFactory(_state) { LoginPrompt = person }.CreateAsync(request, skipTest: false, CancellationToken.None);

    private string RefreshToken(Auth0Connection connection) => SecureStrings.Reveal(_state.Connections.RefreshTokenOf(connection)!);

    private static async Task AssertEndedAsync(TenantSession session)
    {
        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => session.GetTokenAsync(renew: true));
        Assert.Equal(ErrorReason.LoginRequired, refusal.Reason);
        Assert.Contains("Set-Auth0Connection me", refusal.RecommendedAction, StringComparison.Ordinal);
    }
}
