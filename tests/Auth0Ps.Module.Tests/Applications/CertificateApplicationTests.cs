using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Applications;

/// <summary>Applications that sign in by mTLS are listed as rotatable; while they do, their rotation leaves them as they are and says why.</summary>
public sealed class CertificateApplicationTests(CertificateApplicationTests.Scene scene) : IClassFixture<CertificateApplicationTests.Scene>
{
    [Theory]
    [InlineData("tls_client_auth")]
    [InlineData("self_signed_tls_client_auth")]
    public async Task They_are_listed_and_left_as_they_are(string method)
    {
        var clientId = await CreateAsync(method);
        var application = Assert.Single(scene.Shell.Get("Get-Auth0Application -Rotatable | Where-Object ClientId -EQ $id", ("id", clientId)));
        Assert.Equal((method, clientId), (application.Text("TokenEndpointAuthMethod"), application.Text("ClientId")));
        var before = scene.Sandbox.Requests.Count(request => request.Method != "GET");

        var piped = scene.Shell.Run("$application | Invoke-Auth0SecretRotation -Confirm:$false", ("application", application));

        Assert.Equal("Skipped", Assert.Single(piped.Output).Text("Status"));
        Assert.Empty(piped.Errors);
        Assert.Contains($"signs in with {method} and has no client secret in use", Assert.Single(piped.Warnings), StringComparison.Ordinal);
        foreach (var command in new[] { "Invoke-Auth0SecretRotation -ClientId $id -Confirm:$false", "New-Auth0SecretRotation -Name by-certificate -ClientId $id -Vault none -Connection $connection" })
        {
            var named = scene.Shell.Run(command, ("id", clientId), ("connection", scene.Demo));
            var problem = named.Errors[0];
            Assert.StartsWith("Auth0Ps.ApplicationNotRotatable,", problem.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("sign in with a client secret first", problem.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Equal(before, scene.Sandbox.Requests.Count(request => request.Method != "GET"));
    }

    private async Task<string> CreateAsync(string method)
    {
        var clientId = (await scene.AskAsync("clients", HttpMethod.Post, new { name = $"By {method}", app_type = "non_interactive" })).GetProperty("client_id").GetString()!;
        var credential = await scene.AskAsync($"clients/{clientId}/credentials", HttpMethod.Post, new { credential_type = "cert_subject_dn", name = "one", subject_dn = $"CN={method}" });
        await scene.AskAsync($"clients/{clientId}", HttpMethod.Patch, new Dictionary<string, object?>
        {
            ["token_endpoint_auth_method"] = null,
            ["client_authentication_methods"] = new Dictionary<string, object> { [method] = new { credentials = new[] { new { id = credential.GetProperty("id").GetString() } } } },
        });
        return clientId;
    }

    public sealed class Scene() : ModuleTenant(12);
}
