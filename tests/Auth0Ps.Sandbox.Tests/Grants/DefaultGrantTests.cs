using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Grants;

public sealed class DefaultGrantTests
{
    private const string Path = "/api/v2/client-grants";

    [Fact]
    public async Task A_default_lets_third_party_applications_in_that_have_no_grant_of_their_own()
    {
        await using var running = await RunningTenant.StartAsync();
        var token = await running.TokenAsync();
        var created = await running.Client.PostAsync(Path, new { default_for = "third_party_clients", audience = SharedTenant.OrdersApi, scope = new[] { "read:orders" } }, token);
        Assert.True((int)created.Status == 201, created.Text);
        Assert.Equal("third_party_clients", created.String("default_for"));
        Assert.False(created.Has("client_id"));
        Assert.Equal(409, (int)(await running.Client.PostAsync(Path, new { default_for = "third_party_clients", audience = SharedTenant.OrdersApi }, token)).Status);
        Assert.Equal(created.Text, Assert.Single((await running.Client.GetAsync(Path + "?default_for=third_party_clients", token)).Body.EnumerateArray()).GetRawText());

        var foreign = await CreateAsync(isFirstParty: false);
        var own = await CreateAsync(isFirstParty: true);
        Assert.Equal("read:orders", (await SignInAsync(foreign)).String("scope"));
        Assert.Equal(403, (int)(await SignInAsync(own)).Status);
        await running.Client.PostAsync(Path, new { client_id = foreign.String("client_id"), audience = SharedTenant.OrdersApi, scope = new[] { "write:orders" } }, token);
        Assert.Equal("write:orders", (await SignInAsync(foreign)).String("scope"));

        Task<Reply> CreateAsync(bool isFirstParty) => running.Client.PostAsync(
            "/api/v2/clients",
            new { name = "x", is_first_party = isFirstParty, grant_types = new[] { "client_credentials" }, token_endpoint_auth_method = "client_secret_post" },
            token);

        Task<Reply> SignInAsync(Reply client) => running.Client.TokenAsync(client.String("client_id"), client.String("client_secret"), SharedTenant.OrdersApi);
    }

    [Theory]
    [InlineData("""{"audience":"https://orders.example.com/"}""")]
    [InlineData("""{"audience":"https://orders.example.com/","client_id":"x","default_for":"third_party_clients"}""")]
    [InlineData("""{"audience":"https://orders.example.com/","default_for":"everybody"}""")]
    public async Task One_application_or_the_one_group_that_is_known(string body)
    {
        await using var running = await RunningTenant.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(400, (int)(await running.Client.SendAsync(HttpMethod.Post, Path, content, await running.TokenAsync())).Status);
    }
}
