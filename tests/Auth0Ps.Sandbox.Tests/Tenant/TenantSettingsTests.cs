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
        Assert.Equal(changed.Text, (await running.Client.GetAsync(Path, token)).Text);
        var part = await running.Client.GetAsync(Path + "?fields=friendly_name,flags", token);
        Assert.Equal(2, part.Body.EnumerateObject().Count());
        Assert.Equal(400, (int)(await running.Client.PatchAsync(Path, new { colour = "red" }, token)).Status);
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
