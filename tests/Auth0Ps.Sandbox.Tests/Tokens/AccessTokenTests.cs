using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tokens;

public sealed class AccessTokenTests
{
    [Fact]
    public async Task A_token_verifies_against_the_published_keys_and_carries_the_claims_of_Auth0()
    {
        var time = new ManualTime();
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { TimeProvider = time });
        var token = await running.TokenAsync();
        var keys = await running.Client.GetAsync("/.well-known/jwks.json");
        Assert.True(Jwt.IsSignedBy(token, keys.Body));
        Assert.Equal("RS256", Jwt.Header(token).GetProperty("alg").GetString());
        Assert.Equal("JWT", Jwt.Header(token).GetProperty("typ").GetString());

        var claims = Jwt.Claims(token);
        var tenant = running.Tenant;
        Assert.Equal(tenant.Domain + "/", claims.GetProperty("iss").GetString());
        Assert.Equal(tenant.ClientId + "@clients", claims.GetProperty("sub").GetString());
        Assert.Equal(tenant.Audience, claims.GetProperty("aud").GetString());
        Assert.Equal(tenant.ClientId, claims.GetProperty("azp").GetString());
        Assert.Equal("client-credentials", claims.GetProperty("gty").GetString());
        Assert.Equal(time.GetUtcNow().ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        Assert.Equal(time.GetUtcNow().ToUnixTimeSeconds() + 86400, claims.GetProperty("exp").GetInt64());
        Assert.Contains("read:clients", claims.GetProperty("scope").GetString()!.Split(' '));
        Assert.False(claims.TryGetProperty("org_id", out _));
    }

    [Fact]
    public async Task A_token_that_was_tampered_with_does_not_verify()
    {
        await using var running = await RunningTenant.StartAsync();
        var parts = (await running.TokenAsync()).Split('.');
        var keys = await running.Client.GetAsync("/.well-known/jwks.json");
        var forged = parts[0] + "." + Jwt.Text("""{"scope":"everything"}"""u8.ToArray()) + "." + parts[2];
        Assert.False(Jwt.IsSignedBy(forged, keys.Body));
    }

    [Fact]
    public async Task Another_api_gives_its_own_lifetime_and_scopes()
    {
        await using var running = await RunningTenant.StartAsync();
        var token = await running.TokenAsync();
        await running.Client.PostAsync("/api/v2/client-grants", new { client_id = running.Tenant.ClientId, audience = "https://billing.example.com", scope = new[] { "read:invoices" } }, token);
        var reply = await running.Client.TokenAsync(running.Tenant.ClientId, running.Tenant.ClientSecret, "https://billing.example.com");
        Assert.Equal(3600, reply["expires_in"].GetInt32());
        Assert.Equal("read:invoices", reply.String("scope"));
        var claims = Jwt.Claims(reply.String("access_token"));
        Assert.Equal(3600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Fact]
    public async Task An_api_without_scopes_gives_a_token_without_any()
    {
        await using var running = await RunningTenant.StartAsync();
        var token = await running.TokenAsync();
        await running.Client.PostAsync("/api/v2/client-grants", new { client_id = running.Tenant.ClientId, audience = "https://telemetry.example.com/", scope = Array.Empty<string>() }, token);
        var reply = await running.Client.TokenAsync(running.Tenant.ClientId, running.Tenant.ClientSecret, "https://telemetry.example.com/");
        Assert.Equal(200, (int)reply.Status);
        Assert.False(reply.Has("scope"));
        Assert.False(Jwt.Claims(reply.String("access_token")).TryGetProperty("scope", out _));
    }

    [Fact]
    public async Task A_grant_for_all_scopes_follows_the_api()
    {
        await using var running = await RunningTenant.StartAsync();
        var token = await running.TokenAsync();
        await running.Client.PostAsync("/api/v2/client-grants", new { client_id = running.Tenant.ClientId, audience = "urn:example:lager", allow_all_scopes = true }, token);
        var reply = await running.Client.TokenAsync(running.Tenant.ClientId, running.Tenant.ClientSecret, "urn:example:lager");
        Assert.Equal("read:stock write:stock", reply.String("scope"));
    }

    [Fact]
    public async Task An_api_that_denies_applications_gives_no_token()
    {
        await using var running = await RunningTenant.StartAsync();
        var token = await running.TokenAsync();
        var machine = await running.MachineAsync(token);
        var path = "/api/v2/resource-servers/" + Uri.EscapeDataString(machine.Audience);
        Assert.Equal(200, (int)(await running.Client.TokenAsync(machine.ClientId, machine.Secret, machine.Audience)).Status);
        await running.Client.PatchAsync(path, new { subject_type_authorization = new { client = new { policy = "deny_all" } } }, token);
        Assert.Equal(403, (int)(await running.Client.TokenAsync(machine.ClientId, machine.Secret, machine.Audience)).Status);
    }

    [Fact]
    public async Task An_api_that_signs_with_a_shared_secret_does_so()
    {
        await using var running = await RunningTenant.StartAsync();
        var token = await running.TokenAsync();
        var api = await running.Client.PostAsync("/api/v2/resource-servers", new { identifier = "urn:shared", signing_alg = "HS256" }, token);
        await running.Client.PostAsync("/api/v2/client-grants", new { client_id = running.Tenant.ClientId, audience = "urn:shared", scope = Array.Empty<string>() }, token);
        var issued = (await running.Client.TokenAsync(running.Tenant.ClientId, running.Tenant.ClientSecret, "urn:shared")).String("access_token");
        Assert.Equal("HS256", Jwt.Header(issued).GetProperty("alg").GetString());
        var dot = issued.LastIndexOf('.');
        var expected = System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(api.String("signing_secret")),
            System.Text.Encoding.ASCII.GetBytes(issued[..dot]));
        Assert.Equal(Jwt.Text(expected), issued[(dot + 1)..]);
    }
}
