using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.ClientSecrets;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Applications;

/// <summary>What Auth0 does not say of an application's way to sign in is not guessed.</summary>
public sealed class UnknownAuthMethodTests
{
    [Theory]
    [InlineData("read:clients update:client_keys", """{"client_id":"a","name":"A","app_type":"non_interactive"}""", null, true)]
    [InlineData("read:clients update:client_keys", """{"client_id":"a","name":"A","app_type":"regular_web","token_endpoint_auth_method":null}""", null, true)]
    [InlineData("read:clients update:client_keys", """{"client_id":"a","name":"A","global":true}""", null, false)]
    [InlineData("read:clients", """{"client_id":"a","name":"A","app_type":"spa","token_endpoint_auth_method":"none"}""", "none", true)]
    [InlineData("read:client_keys", """{"client_id":"a","name":"A","app_type":"non_interactive"}""", null, true)]
    [InlineData("read:client_credentials", """{"client_id":"a","name":"A","client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"x"}]}}}""", "private_key_jwt", false)]
    [InlineData("read:client_keys", """{"client_id":"a","name":"A","client_authentication_methods":{},"token_endpoint_auth_method":"client_secret_basic"}""", "client_secret_basic", true)]
    public async Task Unknown_stays_unknown_and_can_be_rotated(string scope, string json, string? method, bool isRotatable)
    {
        await using var api = new ScriptedApi(_ => new Reply(200, $"[{json}]"))
        {
            Token = _ => new Reply(200, $$"""{"access_token":"t","token_type":"Bearer","expires_in":"86400","scope":"{{scope}}"}"""),
        };
        using var http = new Auth0Ps.Http.TenantHttp();
        var secret = Tenant.Protect("any");
        var state = TestState.New(http: http);
        var connection = new Auth0Ps.Connections.ConnectionRequest { Name = "scripted", Domain = api.Address.ToString(), ClientId = "own", ClientSecret = secret }.Build(DateTimeOffset.UtcNow);
        await state.Connections.AddAsync(connection, Auth0Ps.Connections.ConnectionSecret.OfClient(secret), CancellationToken.None);

        var application = Assert.Single(await Tenant.ListAsync(new TenantSession(connection, state)));

        Assert.Equal(method, application.TokenEndpointAuthMethod);
        Assert.Equal(isRotatable, application.WhyNotRotatable is null);
    }

    [Fact]
    public async Task With_the_least_permissions_an_application_of_unknown_method_is_rotated()
    {
        await using var tenant = await Tenant.StartAsync();
        using var created = await tenant.CallAsync(HttpMethod.Post, "clients", new { name = "No method sent", app_type = "non_interactive" });
        var clientId = created.RootElement.GetProperty("client_id").GetString()!;
        var before = await tenant.LiveSecretAsync(clientId);
        var session = await tenant.OpenWithScopesAsync("read:clients", "update:client_keys");

        var application = await new ApplicationDirectory(session).GetAsync(clientId, CancellationToken.None);
        var rotation = await new SecretRotator(session).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.NotEqual(before, await tenant.LiveSecretAsync(clientId));
    }
}
