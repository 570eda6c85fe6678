using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Seed;

public sealed class BrowserSeedTests
{
    [Fact]
    public async Task Without_the_option_there_is_none_of_it()
    {
        await using var running = await RunningTenant.StartAsync();
        var tenant = running.Tenant;
        Assert.All(new[] { tenant.NativeClientId, tenant.WebClientId, tenant.WebClientSecret, tenant.UserEmail, tenant.UserPassword }, Assert.Null);
        Assert.Equal(6 + 3, (await running.Client.GetAsync("/api/v2/clients", await running.TokenAsync())).Body.GetArrayLength());
    }

    [Fact]
    public async Task With_it_two_applications_and_a_user_come_on_top()
    {
        await using var running = await RunningTenant.StartAsync(new() { BrowserApplications = true, ApplicationCount = 6, CallbackPorts = [50001, 47813, 50002] });
        var (tenant, token) = (running.Tenant, await running.TokenAsync());
        Assert.Equal(6, tenant.Applications.Count);
        Assert.Equal(6 + 3 + 2, (await running.Client.GetAsync("/api/v2/clients", token)).Body.GetArrayLength());
        var native = await running.Client.GetAsync("/api/v2/clients/" + tenant.NativeClientId, token);
        Assert.Equal("native", native.String("app_type"));
        Assert.Equal("none", native.String("token_endpoint_auth_method"));
        Assert.Equal("rotating", native["refresh_token"].GetProperty("rotation_type").GetString());
        var web = await running.Client.GetAsync("/api/v2/clients/" + tenant.WebClientId, token);
        Assert.Equal("regular_web", web.String("app_type"));
        Assert.Equal(tenant.WebClientSecret, web.String("client_secret"));
        foreach (var client in new[] { native, web })
        {
            Assert.Equal(["authorization_code", "refresh_token"], client["grant_types"].EnumerateArray().Select(type => type.GetString()));
            Assert.Equal(
                ["http://127.0.0.1:47813/callback", "http://127.0.0.1:50001/callback", "http://127.0.0.1:50002/callback"],
                client["callbacks"].EnumerateArray().Select(callback => callback.GetString()));
        }

        Assert.Equal(tenant.Domain + "/me/", tenant.MyAccountAudience);
        Assert.Equal(20, tenant.UserPassword!.Length);
        Assert.Contains('@', tenant.UserEmail!);
    }

    [Fact]
    public async Task Callback_ports_are_checked()
    {
        foreach (var port in new[] { 0, -1, 65536 })
        {
            var refused = await Assert.ThrowsAsync<SandboxException>(() => SandboxTenant.StartAsync(new() { BrowserApplications = true, CallbackPorts = [port] }));
            Assert.Equal($"A callback port must be from 1 to 65535, not {port}.", refused.Message);
        }

        var alone = await Assert.ThrowsAsync<SandboxException>(() => SandboxTenant.StartAsync(new() { CallbackPorts = [50001] }));
        Assert.Contains("BrowserApplications", alone.Message, StringComparison.Ordinal);
    }
}
