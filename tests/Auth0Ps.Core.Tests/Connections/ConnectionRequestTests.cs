using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Connections;

public sealed class ConnectionRequestTests
{
    private const string Planted = "planted-secret-that-must-not-show";

    private static ConnectionRequest Good => new()
    {
        Name = "prod",
        Domain = "example.eu.auth0.com",
        ClientId = "Abc123",
        ClientSecret = Tenant.Protect(Planted),
    };

    public static TheoryData<string> BadInputs => ["name", "description", "domain", "client id", "client secret", "no client secret", "audience", "slashless audience"];

    [Fact]
    public void A_connection_says_where_it_leads_and_tokens_are_for()
    {
        var connection = Good.Build(DateTimeOffset.UnixEpoch);

        Assert.Equal("example.eu.auth0.com", connection.Domain);
        Assert.Equal(TenantRegion.EU, connection.Region);
        Assert.Equal("https://example.eu.auth0.com/api/v2/", connection.Audience);
        Assert.Equal("https://example.eu.auth0.com/api/v2/", connection.BaseUri!.AbsoluteUri);
        Assert.Equal("client-credentials", connection.Method);
        Assert.Equal("auth0", connection.App);
        Assert.Equal(1, connection.Version);
        Assert.Equal(DateTimeOffset.UnixEpoch, connection.CreatedAt);
    }

    [Fact]
    public void The_credentials_hash_tells_a_change_and_nothing_else()
    {
        var hash = Good.Build(DateTimeOffset.UnixEpoch).CredentialsHash;

        Assert.Equal(hash, Good.Build(DateTimeOffset.UtcNow).CredentialsHash);
        Assert.NotEqual(hash, (Good with { ClientSecret = Tenant.Protect(Planted + "!") }).Build(DateTimeOffset.UtcNow).CredentialsHash);
        Assert.NotEqual(hash, (Good with { ClientId = "Abc124" }).Build(DateTimeOffset.UtcNow).CredentialsHash);
    }

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void Bad_input_is_refused_with_what_to_do_and_without_the_secret(string what)
    {
        var request = what switch
        {
            "name" => Good with { Name = "Not A Slug" },
            "description" => Good with { Description = new string('x', 257) },
            "domain" => Good with { Domain = "http://example.com" },
            "client id" => Good with { ClientId = "not an id" },
            "client secret" => Good with { ClientSecret = new System.Security.SecureString() },
            "no client secret" => Good with { ClientSecret = null },
            "audience" => Good with { Audience = "two words" },
            _ => Good with { Audience = "https://example.eu.auth0.com/api/v2" },
        };

        var refusal = Assert.Throws<Auth0Exception>(() => request.Build(DateTimeOffset.UtcNow));

        Assert.False(string.IsNullOrWhiteSpace(refusal.RecommendedAction));
        Assert.DoesNotContain(Planted, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_the_first_connection_stays()
    {
        var registry = TestState.New().Connections;
        var first = Good.Build(DateTimeOffset.UtcNow);
        await registry.AddAsync(first, Good.Secret, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => registry.AddAsync(Good.Build(DateTimeOffset.UtcNow), Good.Secret, CancellationToken.None));

        Assert.Equal(ErrorReason.ConnectionExists, refusal.Reason);
        Assert.Equal(first.Id, registry.Find("PROD")!.Id);
    }

    [Fact]
    public async Task An_unknown_connection_is_reported_with_those_that_exist()
    {
        var registry = TestState.New().Connections;
        await registry.AddAsync(Good.Build(DateTimeOffset.UtcNow), Good.Secret, CancellationToken.None);

        var refusal = Assert.Throws<Auth0Exception>(() => registry.Require("test"));

        Assert.Equal(ErrorReason.ConnectionNotFound, refusal.Reason);
        Assert.Contains("prod", refusal.RecommendedAction, StringComparison.Ordinal);
    }
}
