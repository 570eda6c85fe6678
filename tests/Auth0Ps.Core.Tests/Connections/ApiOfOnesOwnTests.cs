using Auth0Ps.Connections;
using Auth0Ps.Connections.Import;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rest;

namespace Auth0Ps.Core.Tests.Connections;

public sealed class ApiOfOnesOwnTests
{
    private static ConnectionRequest Request => new() { Name = "own", Domain = "example.eu.auth0.com", ClientId = "any", ClientSecret = Tenant.Protect(Refusal.Planted) };

    [Theory]
    [InlineData(null, Auth0ApiType.Management)]
    [InlineData("https://example.eu.auth0.com/api/v2/", Auth0ApiType.Management)]
    [InlineData("https://canonical.us.auth0.com/api/v2/", Auth0ApiType.Management)]
    [InlineData("https://api.example.com/", Auth0ApiType.Custom)]
    [InlineData("https://example.eu.auth0.com/userinfo", Auth0ApiType.Custom)]
    [InlineData("urn:orders", Auth0ApiType.Custom)]
    [InlineData("orders", Auth0ApiType.Custom)]
    [InlineData("https://api.example.com/me/", Auth0ApiType.Custom)]
    public void The_audience_says_which_API_it_is(string? audience, Auth0ApiType type)
    {
        var connection = (Request with { Audience = audience }).Build(DateTimeOffset.UtcNow);

        Assert.Equal(type, connection.ApiType);
        Assert.Equal(type == Auth0ApiType.Custom, connection.BaseUri is null);
        Assert.Equal(Auth0GrantType.ClientCredentials, connection.GrantType);
    }

    [Fact]
    public void A_users_own_API_is_known_too() =>
        Assert.Equal(
            (Auth0ApiType.MyAccount, Auth0GrantType.AuthorizationCodePkce),
            (Request with { Audience = "https://example.eu.auth0.com/me/" }).Build(DateTimeOffset.UtcNow) is var made ? (made.ApiType, made.GrantType) : default);

    [Fact]
    public void What_is_said_of_the_type_counts() =>
        Assert.Equal(Auth0ApiType.Management, (Request with { ApiType = Auth0ApiType.Management, Audience = "https://api.example.com/" }).Build(DateTimeOffset.UtcNow).ApiType);

    [Theory]
    [InlineData("""{"connection_id":"own","connection_config":{"hostname":"example.eu.auth0.com","audience":"https://api.example.com/","organization":"org_1"},"credentials":{"client_id":"any","client_secret":"s"}}""")]
    [InlineData("""{"name":"own","method":"client-credentials","credentials":{"domain":"example.eu.auth0.com","clientId":"any","clientSecret":"s","audience":"urn:orders"}}""")]
    public void Imports_follow_the_same_rule(string json)
    {
        var connection = ConnectionImport.From(ImportJson.ReadText(json).Single()).Request.Build(DateTimeOffset.UtcNow);

        Assert.Equal((Auth0ApiType.Custom, null), (connection.ApiType, connection.BaseUri));
    }

    [Fact]
    public void A_connection_that_turns_to_another_audience_turns_with_it()
    {
        var former = Request.Build(DateTimeOffset.UtcNow);

        var turned = (new ConnectionRequest { Name = "own", Audience = "urn:orders" }).Over(former).Build(DateTimeOffset.UtcNow, former);
        var addressed = (new ConnectionRequest { Name = "own", BaseUri = "https://api.example.com/v1" }).Over(turned).Build(DateTimeOffset.UtcNow, turned);

        Assert.Equal((Auth0ApiType.Custom, "urn:orders", null), (turned.ApiType, turned.Audience, turned.BaseUri));
        Assert.Equal((Auth0ApiType.Custom, "urn:orders", "https://api.example.com/v1/"), (addressed.ApiType, addressed.Audience, addressed.BaseUri?.AbsoluteUri));
    }

    [Fact]
    public async Task Tokens_come_without_an_address_and_calls_say_what_to_give()
    {
        await using var tenant = await Tenant.StartAsync();
        using var created = await tenant.CallAsync(HttpMethod.Post, "resource-servers", new { name = "Orders", identifier = "urn:orders" });
        using var granted = await tenant.CallAsync(HttpMethod.Post, "client-grants", new { client_id = tenant.Sandbox.ClientId, audience = "urn:orders", scope = Array.Empty<string>() });
        var session = await tenant.OpenAsync(audience: "urn:orders");

        Assert.Equal("urn:orders", (await session.GetTokenAsync()).Audience);
        var sent = tenant.Sandbox.Requests.Count;
        var refusal = Assert.Throws<Auth0Exception>(() => RestRequest.Create(session.Connection, "GET", "orders"));

        Refusal.AssertClear(refusal, ErrorReason.InvalidArgument);
        Assert.Contains("-BaseUri", refusal.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(sent, tenant.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task It_is_saved_and_found_without_an_address()
    {
        var connection = (Request with { Audience = "urn:orders" }).Build(DateTimeOffset.UtcNow) with { SecretReference = new SecretReference { Location = SecretLocation.Environment, Variable = "SECRET" } };
        var state = TestState.New(saves: true);

        await state.Connections.AddAsync(connection, ConnectionSecret.None, CancellationToken.None);

        var found = TestState.New(state.Folder.Location, saves: true).Connections.Require(connection.Name);
        Assert.Equal((Auth0ApiType.Custom, null), (found.ApiType, found.BaseUri));
    }
}
