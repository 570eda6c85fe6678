using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Connections;

/// <summary>What <c>New-Auth0Connection</c> makes of an API type, a grant and an audience.</summary>
public sealed class ApiTypeTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    [Theory]
    [InlineData("", "Management", "ClientCredentials", "client-credentials", "{0}/api/v2/", "{0}/api/v2/")]
    [InlineData("-Method client-credentials", "Management", "ClientCredentials", "client-credentials", "{0}/api/v2/", "{0}/api/v2/")]
    [InlineData("-GrantType client_credentials", "Management", "ClientCredentials", "client-credentials", "{0}/api/v2/", "{0}/api/v2/")]
    [InlineData("-GrantType authorization-code", "Management", "AuthorizationCode", "authorization-code", "{0}/api/v2/", "{0}/api/v2/")]
    [InlineData("-GrantType AuthorizationCodePkce", "Management", "AuthorizationCodePkce", "authorization-code-pkce", "{0}/api/v2/", "{0}/api/v2/")]
    [InlineData("-ApiType MyAccount", "MyAccount", "AuthorizationCodePkce", "authorization-code-pkce", "{0}/me/", "{0}/me/v1/")]
    [InlineData("-ApiType MyAccount -GrantType AuthorizationCode", "MyAccount", "AuthorizationCode", "authorization-code", "{0}/me/", "{0}/me/v1/")]
    [InlineData("-ApiType Custom -Audience urn:orders -BaseUri https://api.example.com/v1", "Custom", "ClientCredentials", "client-credentials", "urn:orders", "https://api.example.com/v1/")]
    [InlineData("-ApiType custom -Audience urn:orders -BaseUri http://localhost:5000/ -GrantType AuthorizationCodePkce", "Custom", "AuthorizationCodePkce", "authorization-code-pkce", "urn:orders", "http://localhost:5000/")]
    [InlineData("-ApiType Custom -Audience urn:orders", "Custom", "ClientCredentials", "client-credentials", "urn:orders", "")]
    [InlineData("-Audience https://api.example.com/", "Custom", "ClientCredentials", "client-credentials", "https://api.example.com/", "")]
    public void Each_has_its_grant_its_audience_and_its_address(string given, string apiType, string grantType, string method, string audience, string baseUri)
    {
        var before = scene.Taken;
        var made = Assert.Single(scene.Shell.Get(
            "New-Auth0Connection -Name \"made-$mark\" -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $secret -SkipTest -WarningAction Ignore "
            + given + "; Remove-Auth0Connection \"made-$mark\""));
        Assert.Equal((apiType, grantType, method), (made.Text("ApiType"), made.Text("GrantType"), made.Text("Method")));
        Assert.Equal(string.Format(null, audience, scene.Sandbox.Domain), made.Text("Audience"));
        Assert.Equal(string.Format(null, baseUri, scene.Sandbox.Domain), made.Text("BaseUri") ?? "");
        Assert.Equal(before, scene.Taken);
    }

    [Theory]
    [InlineData("-GrantType password")]
    [InlineData("-ApiType Authentication")]
    public void A_grant_or_an_API_that_there_is_not_is_refused_as_the_engine_does(string given)
    {
        var said = scene.Shell.Run("New-Auth0Connection -Name \"made-$mark\" -Domain $tenant.Domain -ClientId x -ClientSecret $secret -SkipTest " + given);
        Assert.Empty(said.Output);
        Assert.StartsWith("CannotConvertArgumentNoMessage,", Assert.Single(said.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
