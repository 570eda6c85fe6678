using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tenant;

public sealed class TenantSettingsTests
{
    private const string Path = "/api/v2/tenants/settings";

    [Fact]
    public async Task Settings_are_read_whole_or_in_part_and_changed_in_part()
    {
        await using var running = await RunningTenant.StartAsync();
        var token = await running.TokenAsync();
        var before = await running.Client.GetAsync(Path, token);
        Assert.Equal("Auth0Ps Sandbox", before.String("friendly_name"));
        var changed = await running.Client.PatchAsync(Path, new { friendly_name = "Größer", session_lifetime_in_minutes = 181, flags = new { enable_sso = false } }, token);
        Assert.Equal("Größer", changed.String("friendly_name"));
        Assert.Equal(181 / 60.0, changed["session_lifetime"].GetDouble());
        Assert.False(changed["flags"].GetProperty("enable_sso").GetBoolean());
        Assert.True(changed["flags"].GetProperty("universal_login").GetBoolean());
        // Recorded: reading shows the versions there are, the answer to a change does not.
        var read = await running.Client.GetAsync(Path, token);
        Assert.Equal(["22", "18", "12"], read["sandbox_versions_available"].EnumerateArray().Select(version => version.GetString()));
        Assert.Equal(
            changed.Body.EnumerateObject().Select(member => member.ToString()),
            read.Body.EnumerateObject().Where(member => member.Name != "sandbox_versions_available").Select(member => member.ToString()));
        var part = await running.Client.GetAsync(Path + "?fields=friendly_name,flags", token);
        Assert.Equal(2, part.Body.EnumerateObject().Count());
        Assert.Equal(400, (int)(await running.Client.PatchAsync(Path, new { colour = "red" }, token)).Status);
    }

    [Theory]
    [InlineData("""{"client_id_metadata_document_supported":true,"enable_ai_guide":true,"phone_consolidated_experience":false,"include_session_metadata_in_tenant_logs":true}""", 200)]
    [InlineData("""{"universal_login":{"colors":{"primary":"#fff"}},"dynamic_client_registration_security_mode":"strict","country_codes":null}""", 200)]
    [InlineData("""{"default_token_quota":{"clients":{"client_credentials":{"enforce":true,"per_hour":5}},"organizations":{"client_credentials":{"per_day":9}}}}""", 200)]
    [InlineData("""{"default_token_quota":null}""", 200)]
    [InlineData("""{"default_token_quota":{"clients":{"client_credentials":{"per_minute":5}}}}""", 400)]
    [InlineData("""{"phone_consolidated_experience":{}}""", 400)]
    [InlineData("""{"sandbox_versions_available":["22"]}""", 400)]
    public async Task Fields_of_real_tenants_are_known(string body, int status)
    {
        await using var running = await RunningTenant.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(status, (int)(await running.Client.SendAsync(HttpMethod.Patch, Path, content, await running.TokenAsync())).Status);
    }

    [Fact]
    public async Task The_default_audience_fills_in_for_a_missing_one()
    {
        await using var running = await RunningTenant.StartAsync();
        var tenant = running.Tenant;
        await running.Client.PatchAsync(Path, new { default_audience = tenant.Audience }, await running.TokenAsync());
        var reply = await running.Client.FormAsync(("grant_type", "client_credentials"), ("client_id", tenant.ClientId), ("client_secret", tenant.ClientSecret));
        Assert.Equal(tenant.Audience, Jwt.Claims(reply.String("access_token")).GetProperty("aud").GetString());
    }
}
