using System.Security.Cryptography;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Interop;

/// <summary>Applications that act on their own behalf, at a server that nobody here wrote.</summary>
[Collection("foreign server")]
public sealed class MachineTests(ForeignServer server)
{
    private ConnectionRequest Machine => new()
    {
        Name = "things",
        Domain = server.Domain,
        ApiType = Auth0ApiType.Custom,
        BaseUri = ForeignClients.Audience,
        Audience = ForeignClients.Audience,
        Scope = [ForeignClients.Scope],
        ClientId = "machine",
        ClientSecret = Tenant.Protect(server.Clients.Secret),
    };

    [SkippableFact]
    public async Task A_secret_gets_a_token_for_the_api()
    {
        Skip.If(server.Missing is not null, server.Missing);

        var token = await SignInAsync(Machine);

        Assert.Equal([ForeignClients.Scope], token.Scope);
        var claims = await ForeignToken.ReadAsync(server, token);
        Assert.Equal(ForeignClients.Audience, claims.GetProperty("aud").GetString());
        Assert.Equal("machine", claims.GetProperty("client_id").GetString());
    }

    [SkippableTheory]
    [InlineData(PrivateKeyAlgorithm.RS256, ForeignClients.KeyId)]
    [InlineData(PrivateKeyAlgorithm.RS256, null)]
    [InlineData(PrivateKeyAlgorithm.RS384, ForeignClients.KeyId)]
    [InlineData(PrivateKeyAlgorithm.PS256, ForeignClients.KeyId)]
    public async Task A_key_gets_a_token_and_each_assertion_is_another(PrivateKeyAlgorithm algorithm, string? keyId)
    {
        Skip.If(server.Missing is not null, server.Missing);
        var state = TestState.New();
        var connection = await new ConnectionFactory(state).CreateAsync(WithKey(server.Clients.Key, algorithm) with { KeyId = keyId }, skipTest: false, CancellationToken.None);
        var session = new TenantSession(connection, state);

        // The server takes each assertion once.
        for (var i = 0; i < 3; i++)
        {
            var claims = await ForeignToken.ReadAsync(server, await session.GetTokenAsync(renew: true));
            Assert.Equal(ForeignClients.NameOf(algorithm), claims.GetProperty("client_id").GetString());
        }
    }

    [SkippableFact]
    public async Task A_wrong_secret_is_told_as_such()
    {
        Skip.If(server.Missing is not null, server.Missing);

        var refusal = await RefusalAsync(Machine with { ClientSecret = Tenant.Protect("not-the-secret") });

        Assert.Equal(ErrorReason.CredentialsRefused, refusal.Reason);
        Assert.Contains("client secret", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("another key", PrivateKeyAlgorithm.RS256)]
    [InlineData("another algorithm", PrivateKeyAlgorithm.PS256)]
    public async Task A_wrong_key_is_told_as_such(string what, PrivateKeyAlgorithm algorithm)
    {
        Skip.If(server.Missing is not null, server.Missing);
        using var other = RSA.Create(2048);
        var request = WithKey(what == "another key" ? other : server.Clients.Key, algorithm) with { ClientId = ForeignClients.NameOf(PrivateKeyAlgorithm.RS256) };

        var refusal = await RefusalAsync(request);

        Assert.Equal(ErrorReason.CredentialsRefused, refusal.Reason);
        Assert.Contains("private key", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("algorithm", refusal.RecommendedAction, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("machine", "https://nothing.example/", "invalid_target")]
    [InlineData("web", ForeignClients.Audience, "invalid_request")]
    public async Task What_only_this_server_says_is_passed_on_in_its_words(string client, string audience, string code)
    {
        Skip.If(server.Missing is not null, server.Missing);

        var refusal = await RefusalAsync(Machine with { ClientId = client, Audience = audience });

        Assert.Equal(ErrorReason.TokenRequestRefused, refusal.Reason);
        Assert.Equal(code, refusal.ErrorCode);
    }

    private ConnectionRequest WithKey(RSA key, PrivateKeyAlgorithm algorithm) => Machine with
    {
        ClientId = ForeignClients.NameOf(algorithm),
        ClientSecret = null,
        PrivateKey = Tenant.Protect(key.ExportPkcs8PrivateKeyPem()),
        KeyAlgorithm = algorithm,
        KeyId = ForeignClients.KeyId,
    };

    private static async Task<Auth0AccessToken> SignInAsync(ConnectionRequest request)
    {
        var state = TestState.New();
        return await new TenantSession(await new ConnectionFactory(state).CreateAsync(request, skipTest: false, CancellationToken.None), state).GetTokenAsync();
    }

    private static Task<Auth0Exception> RefusalAsync(ConnectionRequest request) => Assert.ThrowsAsync<Auth0Exception>(() => SignInAsync(request));
}
