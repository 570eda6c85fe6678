using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

public sealed class DeleteTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Fact]
    public async Task A_deleted_application_is_gone_with_its_grants_and_their_associations()
    {
        var (id, secret) = await shared.CreateAsync();
        var organization = (await shared.Client.GetAsync("/api/v2/organizations/name/acme", shared.Token)).String("id");
        foreach (var audience in new[] { SharedTenant.OrdersApi, "urn:example:lager" })
        {
            var grant = await shared.Client.PostAsync("/api/v2/client-grants", new { client_id = id, audience, scope = Array.Empty<string>(), organization_usage = "allow" }, shared.Token);
            await shared.Client.PostAsync($"/api/v2/organizations/{organization}/client-grants", new { grant_id = grant.String("id") }, shared.Token);
        }

        var deleted = await shared.Client.DeleteAsync("/api/v2/clients/" + id, shared.Token);
        Assert.Equal(204, (int)deleted.Status);
        Assert.Equal("", deleted.Text);
        (await shared.Client.GetAsync("/api/v2/clients/" + id, shared.Token)).IsError(404, "inexistent_client", "The client does not exist");
        Assert.Empty((await shared.Client.GetAsync("/api/v2/client-grants?client_id=" + id, shared.Token)).Body.EnumerateArray());
        Assert.Empty((await shared.Client.GetAsync($"/api/v2/organizations/{organization}/client-grants?client_id={id}", shared.Token)).Body.EnumerateArray());
        Assert.Equal(401, await shared.SignInAsync(id, secret));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_succeeds() =>
        Assert.Equal(204, (int)(await shared.Client.DeleteAsync("/api/v2/clients/nobody", shared.Token)).Status);

    [Fact]
    public async Task The_global_client_stays()
    {
        var global = (await shared.Client.GetAsync("/api/v2/clients?is_global=true", shared.Token)).Body[0];
        Assert.Equal("All Applications", global.GetProperty("name").GetString());
        var id = global.GetProperty("client_id").GetString();
        Assert.Equal(400, (int)(await shared.Client.DeleteAsync("/api/v2/clients/" + id, shared.Token)).Status);
        Assert.Equal(200, (int)(await shared.Client.GetAsync("/api/v2/clients/" + id, shared.Token)).Status);
    }
}
